package dev.countersign.tuf;

import dev.countersign.json.Ascii;
import dev.countersign.json.Bytes;
import dev.countersign.json.NameOrder;
import dev.countersign.json.Printable;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which target paths a repository takes; {@code docs/names.md} says what clients make of them. */
public enum TargetPathPolicy {
    /**
     * Printable ASCII letters, digits and {@code . _ ~ + @ = , / ( ) -} only, no device name of Windows as a segment.
     */
    STRICT,
    /** Every path that all TUF clients sign, request and find alike. */
    PORTABLE;

    /** What a file system allows, less a hash of 64 digits and a dot, which clients put before the last segment. */
    private static final int MAX_SEGMENT_BYTES = 190;

    private static final String FORBIDDEN = " \\?#%:*\"<>|";
    private static final String STRICT_MARKS = "._~+@=,/()-";

    /** Why a path is refused; empty when it is allowed. Names the first character or segment that offends. */
    public Optional<String> check(String path) {
        var reason = everReason(path);
        if (reason == null) {
            reason = ownReason(path);
        }
        return Optional.ofNullable(reason);
    }

    /**
     * Why no policy of any time can have allowed a path; empty when one may have. Loose enough for whatever was
     * published, tight enough for what is done with paths: no escape in JSON, no way out of a folder.
     */
    static Optional<String> checkEver(String path) {
        return Optional.ofNullable(everReason(path));
    }

    private static @Nullable String everReason(String path) {
        if (path.isEmpty() || path.length() > Limits.PATH) {
            return "expected: 1 to " + Limits.PATH + " bytes";
        }
        var reason = characters(path);
        if (reason == null && !isAscii(path)) {
            reason = beyondAscii(path);
        }
        return reason == null ? segments(path) : reason;
    }

    private @Nullable String ownReason(String path) {
        var reason = portableReason(path);
        if (reason == null && this == STRICT) {
            reason = strictCharacters(path);
            return reason == null ? strictSegments(path) : reason;
        }
        return reason;
    }

    private static @Nullable String portableReason(String path) {
        if (NameOrder.isPrototype(path)) {
            return "expected: not the name of a prototype, which JavaScript programs would set";
        }
        return NameOrder.unsortable(path)
                .map(c -> holds(c) + "; expected: no character beyond U+FFFF, which some clients sort differently")
                .orElse(null);
    }

    private static boolean isAscii(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String beyondAscii(String path) {
        var invisible =
                path.codePoints().filter(TargetPathPolicy::isInvisible).boxed().findFirst();
        if (invisible.isPresent()) {
            return holds(invisible.get())
                    + "; expected: no control, format, private, unassigned or invisible characters";
        }
        if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
            return holds(firstNotComposed(path)) + "; expected: Unicode normal form C";
        }
        return Bytes.utf8(path).length() > Limits.PATH ? "expected: 1 to " + Limits.PATH + " bytes" : null;
    }

    /** The first character that differs from the normal form, or the last when the path is only longer. */
    private static int firstNotComposed(String path) {
        var composed = Normalizer.normalize(path, Normalizer.Form.NFC);
        int at = 0;
        while (at < path.length() - 1 && at < composed.length() && path.charAt(at) == composed.charAt(at)) {
            at++;
        }
        return path.codePointAt(at);
    }

    /** Also spaces that look like another one, or like nothing. */
    private static boolean isInvisible(int codePoint) {
        return Printable.isInvisible(codePoint)
                || (Character.getType(codePoint) == Character.SPACE_SEPARATOR && codePoint != ' ');
    }

    private static @Nullable String characters(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                return holds(c) + "; expected: no control characters";
            }
            if (FORBIDDEN.indexOf(c) >= 0) {
                return holds(c) + "; expected: no space and none of \\ ? # % : * \" < > |";
            }
        }
        return null;
    }

    private static @Nullable String strictCharacters(String path) {
        return path.codePoints()
                .filter(c -> c >= 0x80 || (!Ascii.isLetterOrDigit((char) c) && STRICT_MARKS.indexOf(c) < 0))
                .boxed()
                .findFirst()
                .map(c -> holds(c) + "; expected: letters, digits and . _ ~ + @ = , / ( ) - (strict)")
                .orElse(null);
    }

    private static @Nullable String segments(String path) {
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

    private static @Nullable String segment(String path, int start, int end) {
        if (start == end) {
            return "expected: no slash at either end and no two in a row";
        }
        if (path.charAt(end - 1) == '.') {
            return "expected: no segment that is . or .. or ends in a full stop";
        }
        // No character takes more than three bytes per UTF-16 unit, so most segments need no encoding to be measured.
        return 3 * (end - start) > MAX_SEGMENT_BYTES
                        && Bytes.utf8(path.substring(start, end)).length() > MAX_SEGMENT_BYTES
                ? "expected: segments of at most " + MAX_SEGMENT_BYTES + " bytes"
                : null;
    }

    private static @Nullable String strictSegments(String path) {
        for (var segment : path.split("/", -1)) {
            if (ReservedNames.isDevice(segment)) {
                return "its segment " + segment + " is a device name of Windows; expected: another name (strict)";
            }
        }
        return null;
    }

    /** Such as {@code it holds U+0020 (SPACE)}; the name says what cannot be seen. */
    private static String holds(int codePoint) {
        var name = Character.getName(codePoint);
        return String.format(Locale.ROOT, "it holds U+%04X", codePoint) + (name == null ? "" : " (" + name + ")");
    }
}
