package dev.countersign.client;

import dev.countersign.json.Ascii;
import dev.countersign.json.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Names of roles as one segment of an address, and as the name of a file; segments of the paths of targets. */
public final class SafeName {
    /** Shorter than what file systems allow, with an extension and what writing adds. */
    private static final int LONGEST_FILE = 120;

    private SafeName() {}

    /** Every byte escaped that is not of {@code A-Z a-z 0-9 - . _ ~} (RFC 3986, 2.3): as all TUF clients ask for roles. */
    static String inAddress(String name) {
        return escaped(name, c -> Ascii.isLetterOrDigit((char) c) || "-._~".indexOf(c) >= 0);
    }

    /** Every byte escaped that a segment of an address may not hold as it is (RFC 3986, 3.3). */
    public static String segment(String name) {
        return escaped(name, c -> Ascii.isLetterOrDigit((char) c) || "-._~!$&'()*+,;=:@".indexOf(c) >= 0);
    }

    /** The path of a target in an address: its segments, each by itself. */
    public static String path(String path) {
        return Arrays.stream(path.split("/", -1)).map(SafeName::segment).collect(Collectors.joining("/"));
    }

    /**
     * A name that cannot leave its folder. Two names that differ have files that differ, on file systems that ignore
     * case too: capitals are escaped.
     */
    static String ofFile(String name) {
        var escaped = escaped(name, c -> c == '-' || c == '_' || c == '.' || isSmall(c));
        return escaped.length() <= LONGEST_FILE
                ? escaped
                : "%" + Bytes.utf8(name).sha256().hex();
    }

    private static boolean isSmall(int c) {
        return Ascii.isLetterOrDigit((char) c) && !(c >= 'A' && c <= 'Z');
    }

    private static String escaped(String name, IntPredicate plain) {
        var text = new StringBuilder();
        for (var b : name.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (c < 0x80 && plain.test(c)) {
                text.append((char) c);
            } else {
                text.append('%').append(String.format(Locale.ROOT, "%02X", c));
            }
        }
        return text.toString();
    }
}
