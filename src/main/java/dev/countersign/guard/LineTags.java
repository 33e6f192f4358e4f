package dev.countersign.guard;

import dev.countersign.json.Bytes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a text and of its beginnings that end with a line, as Bundler expects them: the MD5 of the bytes. They are calculated
 * once, so that it costs nothing to compare with what a client shows, whatever that is.
 */
final class LineTags {
    private static final int LENGTH = 16;
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9a-f]{32})\"");

    private final String whole;
    private final int[] ends;
    /** One behind the other, in the order of the ends. */
    private final byte[] digests;

    private LineTags(String whole, int[] ends, byte[] digests) {
        this.whole = whole;
        this.ends = ends;
        this.digests = digests;
    }

    static LineTags of(Bytes text) {
        var ends = ends(text);
        var digests = new byte[ends.length * LENGTH];
        var md5 = Md5Tag.newDigest();
        int from = 0;
        for (int line = 0; line < ends.length; line++) {
            md5.update(text.array(), from, ends[line] - from);
            System.arraycopy(soFar(md5), 0, digests, line * LENGTH, LENGTH);
            from = ends[line];
        }
        md5.update(text.array(), from, text.length() - from);
        return new LineTags('"' + HexFormat.of().formatHex(md5.digest()) + '"', ends, digests);
    }

    private static int[] ends(Bytes text) {
        var ends = new int[16];
        int lines = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.byteAt(at) == '\n') {
                ends = lines == ends.length ? Arrays.copyOf(ends, 2 * lines) : ends;
                ends[lines++] = at + 1;
            }
        }
        return Arrays.copyOf(ends, lines);
    }

    private static byte[] soFar(MessageDigest md5) {
        try {
            return ((MessageDigest) md5.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the MD5 of this Java runtime cannot be copied", e);
        }
    }

    /** How many bytes it keeps. */
    int memory() {
        return ends.length * Integer.BYTES + digests.length;
    }

    /** In quotation marks. */
    String whole() {
        return whole;
    }

    /** Whether a client that shows this tag has the first bytes of the text, up to the end of a line. */
    boolean isOfBeginning(@Nullable String tag, long length) {
        var shown = TAG.matcher(tag == null ? "" : tag);
        int line = length > Integer.MAX_VALUE ? -1 : Arrays.binarySearch(ends, (int) length);
        return line >= 0
                && shown.matches()
                && Arrays.equals(
                        HexFormat.of().parseHex(shown.group(1)),
                        Arrays.copyOfRange(digests, line * LENGTH, (line + 1) * LENGTH));
    }
}
