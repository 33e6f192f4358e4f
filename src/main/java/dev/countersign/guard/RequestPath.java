package dev.countersign.guard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request, decoded once. What another program could read as a different path is refused: dots that lead
 * elsewhere, empty segments, escapes of escapes, of control characters and of backslashes.
 *
 * @param segments decoded; a slash in one is an escaped one
 * @param folder whether a slash was at the end, or there are no segments
 */
public record RequestPath(List<String> segments, boolean folder) {
    private static final int MOST_SEGMENTS = 64;

    public RequestPath {
        segments = List.copyOf(segments);
        folder |= segments.isEmpty();
    }

    /**
     * Reads the target of a request.
     *
     * @param raw begins with a slash; a query is left out
     * @throws Withheld when it can be read in two ways
     */
    public static RequestPath parse(String raw) {
        int query = raw.indexOf('?');
        var path = query < 0 ? raw : raw.substring(0, query);
        if (!path.startsWith("/")) {
            throw Withheld.unreadable("the path of the request does not begin with a slash");
        }
        boolean folder = path.endsWith("/");
        var inner = path.substring(1, folder ? Math.max(1, path.length() - 1) : path.length());
        if (inner.isEmpty()) {
            return new RequestPath(List.of(), true);
        }
        var parts = inner.split("/", MOST_SEGMENTS + 1);
        if (parts.length > MOST_SEGMENTS) {
            throw Withheld.unreadable("the path of the request has more than " + MOST_SEGMENTS + " segments");
        }
        var segments = new ArrayList<String>(parts.length);
        for (var part : parts) {
            segments.add(segment(part));
        }
        return new RequestPath(segments, folder);
    }

    private static String segment(String raw) {
        var decoded = raw.indexOf('%') < 0 ? raw : decoded(raw);
        for (var piece : decoded.split("/", -1)) {
            if (piece.isEmpty() || piece.equals(".") || piece.equals("..")) {
                throw Withheld.unreadable("the path of the request has a segment that is empty or of dots");
            }
        }
        if (decoded.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\' || c == '%')) {
            throw Withheld.unreadable("the path of the request holds an escape that this guard does not take");
        }
        return decoded;
    }

    private static String decoded(String raw) {
        var bytes = ByteBuffer.allocate(raw.length() * 3);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw Withheld.unreadable("the path of the request holds a broken escape");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException e) {
            throw Withheld.unreadable("the path of the request is not UTF-8");
        }
    }

    /** Whether another program can read it as the name of one file only: without a slash at its end, or an escaped one. */
    public boolean isPlainFile() {
        return !folder && segments.stream().noneMatch(segment -> segment.contains("/"));
    }

    /** How many segments. */
    public int length() {
        return segments.size();
    }

    public String get(int segment) {
        return segments.get(segment);
    }

    /** Without the first segments. */
    public RequestPath below(int count) {
        return new RequestPath(segments.subList(count, segments.size()), folder);
    }

    /** The first segments. */
    public RequestPath above(int count) {
        return new RequestPath(segments.subList(0, count), true);
    }

    public boolean startsWith(List<String> first) {
        return segments.size() >= first.size()
                && segments.subList(0, first.size()).equals(first);
    }

    /** The last segment; empty for the root. */
    public String last() {
        return segments.isEmpty() ? "" : segments.getLast();
    }

    /** With slashes between, and none at the ends. */
    public String joined() {
        return String.join("/", segments);
    }

    /** For messages. */
    @Override
    public String toString() {
        return "/" + Withheld.shown(joined()) + (folder && !segments.isEmpty() ? "/" : "");
    }
}
