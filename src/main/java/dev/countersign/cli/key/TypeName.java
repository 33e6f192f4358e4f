package dev.countersign.cli.key;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Types of keys as they are written on the command line. */
final class TypeName implements ITypeConverter<KeyGenerateCommand.Type> {
    @Override
    public KeyGenerateCommand.Type convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "ed25519" -> KeyGenerateCommand.Type.ED25519;
            case "ecdsa-p256" -> KeyGenerateCommand.Type.ECDSA_P256;
            case "rsa" -> KeyGenerateCommand.Type.RSA;
            default ->
                throw new TypeConversionException(
                        "'" + value + "' is no type of key (expected: ed25519, ecdsa-p256 or rsa)");
        };
    }
}
