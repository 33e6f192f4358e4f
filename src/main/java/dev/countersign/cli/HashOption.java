package dev.countersign.cli;

import dev.countersign.tuf.HashAlgorithm;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Hash functions by their names in metadata, as option values and in help texts. */
final class HashOption implements ITypeConverter<HashAlgorithm>, Iterable<String> {
    @Override
    public HashAlgorithm convert(String value) {
        return HashAlgorithm.of(value)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + value + "' is not a hash (expected: " + String.join(", ", this) + ")"));
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(HashAlgorithm.values())
                .map(HashAlgorithm::wireName)
                .iterator();
    }
}
