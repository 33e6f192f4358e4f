package dev.countersign.cli.artifact;

import dev.countersign.tuf.HashAlgorithm;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Hash functions by their names in metadata, as option values and in help texts. */
public final class HashOption implements ITypeConverter<HashAlgorithm>, Iterable<String> {
    @Override
    public HashAlgorithm convert(String value) {
        return named(value)
                .orElseThrow(
                        () -> new TypeConversionException("'" + value + "' is not a hash (expected: " + names() + ")"));
    }

    /** Accepts other spellings, too: {@code SHA256}, {@code SHA-256}, {@code blake2b_256}. */
    public static Optional<HashAlgorithm> named(String name) {
        return HashAlgorithm.find(name)
                .or(() -> Arrays.stream(HashAlgorithm.values())
                        .filter(algorithm -> plain(algorithm.wireName()).equals(plain(name)))
                        .findFirst());
    }

    public static String names() {
        return String.join(", ", new HashOption());
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(HashAlgorithm.values())
                .map(HashAlgorithm::wireName)
                .iterator();
    }
}
