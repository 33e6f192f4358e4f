package dev.countersign.packages;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name of a package that a gateway refuses in every ecosystem, and remembers to have been asked for: whoever configures a
 * package manager makes up a new one and sees whether it gets there.
 */
public record CanaryName(String value) {
    private static final String PREFIX = "countersign-canary-";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{16}");

    /** @throws IllegalArgumentException for a name of another form */
    public CanaryName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("canary: " + value + " (expected: " + FORM + ")");
        }
    }

    public static CanaryName fresh(SecureRandom random) {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        return new CanaryName(PREFIX + HexFormat.of().formatHex(bytes));
    }

    /** The first in a text, such as the path of a request. */
    public static Optional<CanaryName> in(String text) {
        var found = FORM.matcher(text);
        return found.find() ? Optional.of(new CanaryName(found.group())) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
