package dev.countersign.guard;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One part of content (RFC 9110, 14).
 *
 * @param from the first byte
 * @param length at least one byte, unless nothing of the content was asked for
 */
record ByteRange(long from, long length) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What was asked for is behind the end. */
    boolean isNowhere() {
        return length == 0;
    }

    /** The part that a header asks for; empty for all of it: several parts, and what is no range, may be ignored. */
    static Optional<ByteRange> parse(@Nullable String header, long size) {
        var text = header == null ? "" : header.strip();
        var range = ONE.matcher(text);
        if (!range.matches() || text.equals("bytes=-")) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(range.group(2)));
            return Optional.of(new ByteRange(size - last, last));
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < from) {
            return Optional.empty();
        }
        return Optional.of(from >= size ? new ByteRange(size, 0) : new ByteRange(from, to - from + 1));
    }

    /** For the header of an answer. */
    String contentRange(long size) {
        return isNowhere() ? "bytes */" + size : "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
