package dev.countersign.cli.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Files that are no lists of artifacts, but may be given for one: known by their first bytes. */
enum ForeignFile {
    ZIP("504b03", "a ZIP archive, as .xlsx and .ods are, too", "unpack it, or save the sheet as CSV"),
    OLD_SPREADSHEET("d0cf11e0a1b11ae1", "a file of an office program", "save the sheet as CSV"),
    SEVEN_ZIP("377abcaf271c", "a 7z archive", "unpack it"),
    XZ("fd377a585a00", "compressed with xz", "give what xz -dc makes of it"),
    ZSTD("28b52ffd", "compressed with zstd", "give what zstd -dc makes of it"),
    BZIP2("425a68..314159265359", "compressed with bzip2", "give what bzip2 -dc makes of it"),
    TAR("..".repeat(257) + hex("ustar"), "a tar archive", "unpack it");

    /** Bytes that are enough to know any of them. */
    static final int START = 262;

    private final String start;
    private final String what;
    private final String advice;

    /** @param start hexadecimal digits, dots for any */
    ForeignFile(String start, String what, String advice) {
        this.start = start;
        this.what = what;
        this.advice = advice;
    }

    /** The kind of the file that starts with these bytes. */
    static Optional<ForeignFile> detect(byte[] start) {
        var hex = HexFormat.of().formatHex(start);
        return Arrays.stream(values()).filter(kind -> kind.fits(hex)).findFirst();
    }

    /** What it is, what was expected, and what to do. */
    String sentence() {
        return what + " (expected: text, plain or compressed with gzip; " + advice + ")";
    }

    private boolean fits(String hex) {
        return hex.length() >= start.length()
                && hex.substring(0, start.length()).matches(start);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
