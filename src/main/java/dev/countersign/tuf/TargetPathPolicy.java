package dev.countersign.tuf;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which target paths a repository takes. */
public enum TargetPathPolicy {
    /**
     * Printable ASCII letters, digits and {@code . _ ~ + @ = , / ( ) -} only, no device name of Windows as a segment.
     */
    STRICT,
    /** Every path that all TUF clients sign, request and store alike. */
    PORTABLE;

    private static final int MAX_BYTES = 1024;
    /** What a file system allows, less a hash of 64 digits and a dot, which clients put before the last segment. */
    private static final int MAX_SEGMENT_BYTES = 190;

    private static final String FORBIDDEN = " \\?#%:*\"<>|";
    private static final String STRICT_MARKS = "._~+@=,/()-";
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    /** Why a path is refused; empty when it is allowed. */
    public Optional<String> check(String path) {
        return Optional.ofNullable(reason(path));
    }

    private @Nullable String reason(String path) {
        if (path.isEmpty() || path.length() > MAX_BYTES) {
            return "expected: 1 to " + MAX_BYTES + " bytes";
        }
        var reason = isAscii(path) ? null : beyondAscii(path);
        if (reason == null) {
            reason = characters(path);
        }
        if (reason == null) {
            reason = segments(path);
        }
        return reason == null ? wholeName(path) : reason;
    }

    private static boolean isAscii(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String beyondAscii(String path) {
        if (this == STRICT) {
            return "expected: ASCII";
        }
        if (path.codePoints().anyMatch(TargetPathPolicy::isInvisible)) {
            return "expected: no control, format, private, unassigned or invisible characters";
        }
        if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
            return "expected: Unicode normal form C";
        }
        return Bytes.utf8(path).length() > MAX_BYTES ? "expected: 1 to " + MAX_BYTES + " bytes" : null;
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> codePoint != ' ';
            default -> false;
        };
    }

    private @Nullable String characters(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return "expected: no control characters";
            }
            if (FORBIDDEN.indexOf(c) >= 0) {
                return "expected: no space and none of \\ ? # % : * \" < > |";
            }
            if (this == STRICT && !Ascii.isLetterOrDigit(c) && STRICT_MARKS.indexOf(c) < 0) {
                return "expected: letters, digits and . _ ~ + @ = , / ( ) -";
            }
        }
        return null;
    }

    private @Nullable String segments(String path) {
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            var reason = segment(path, start, end);
            if (reason != null) {
                return reason;
            }
            start = end + 1;
        }
        return null;
    }

    private @Nullable String segment(String path, int start, int end) {
        if (start == end) {
            return "expected: no slash at either end and no two in a row";
        }
        if (path.charAt(end - 1) == '.') {
            return "expected: no segment that is . or .. or ends in a full stop";
        }
        // No character takes more than three bytes per UTF-16 unit, so most segments need no encoding to be measured.
        if (3 * (end - start) > MAX_SEGMENT_BYTES
                && Bytes.utf8(path.substring(start, end)).length() > MAX_SEGMENT_BYTES) {
            return "expected: segments of at most " + MAX_SEGMENT_BYTES + " bytes";
        }
        return this == STRICT && isDevice(path.substring(start, end)) ? "expected: no device name of Windows" : null;
    }

    /** The whole path as one name: clients in JavaScript look it up, and several store the file under it. */
    private static @Nullable String wholeName(String path) {
        if (ReservedNames.isAllDigits(path) || ReservedNames.isPrototypeMember(path)) {
            return "expected: not a name that JavaScript clients reorder or already have";
        }
        return isDevice(path) ? "expected: no device name of Windows" : null;
    }

    private static boolean isDevice(String name) {
        return name.length() <= 4 && DEVICES.contains(name.toLowerCase(Locale.ROOT));
    }
}
