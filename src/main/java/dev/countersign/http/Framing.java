package dev.countersign.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests of which the end or the host is in doubt (RFC 9112, 3.2, 6.1 and 6.3): a proxy in front could read
 * them differently, and take a part of one for the request of somebody else.
 */
final class Framing {
    private Framing() {}

    /** @throws Refusal.MalformedRequest when two programs could read the request differently */
    static void check(HttpRequest request) {
        var headers = request.headers();
        boolean isOld = !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        checkHost(headers.getAll(HttpHeaderNames.HOST), isOld);
        var lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        checkEncodings(headers.getAll(HttpHeaderNames.TRANSFER_ENCODING), lengths, isOld);
        checkLengths(lengths);
    }

    private static void checkHost(List<String> hosts, boolean isOld) {
        if (hosts.size() > 1 || (hosts.isEmpty() && !isOld)) {
            throw new Refusal.MalformedRequest("Host is there " + hosts.size() + " times (expected: once)");
        }
    }

    private static void checkEncodings(List<String> encodings, List<String> lengths, boolean isOld) {
        if (encodings.isEmpty()) {
            return;
        }
        if (isOld) {
            throw new Refusal.MalformedRequest("Transfer-Encoding in a request that is not HTTP/1.1");
        }
        if (!lengths.isEmpty()) {
            throw new Refusal.MalformedRequest("both Transfer-Encoding and Content-Length (expected: one of them)");
        }
        if (encodings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encodings.getFirst())) {
            throw new Refusal.MalformedRequest("Transfer-Encoding is more than the one word chunked");
        }
    }

    private static void checkLengths(List<String> lengths) {
        if (lengths.size() > 1 || !lengths.stream().allMatch(Framing::isLength)) {
            throw new Refusal.MalformedRequest("Content-Length is not one number");
        }
    }

    private static boolean isLength(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * A request of HTTP/2, which has lengths of its own (the decoder compares Content-Length with them) but can hold
     * what no line of HTTP/1.1 could, and a proxy may write it into one (RFC 9113, 8.2.1 and 8.3.1).
     *
     * @throws Refusal when it could be read differently after that
     */
    static void check(HttpServerRequest request) {
        if (request.authority(true) == null) {
            throw new Refusal.MalformedRequest(":authority is missing (expected: the name of the service)");
        }
        checkPath(request.uri(), request.method());
        checkHost(request.headers().getAll(HttpHeaderNames.HOST), true);
        checkLengths(request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH));
        if (!isWord(request.method().name())) {
            throw new Refusal.MalformedRequest(":method is not one word");
        }
        for (var field : request.headers()) {
            checkField(field);
        }
    }

    private static void checkPath(@Nullable String path, HttpMethod method) {
        if (path == null || !(path.startsWith("/") || (path.equals("*") && method.equals(HttpMethod.OPTIONS)))) {
            throw new Refusal.MalformedRequest(":path does not begin with a slash");
        }
        if (path.length() > StrictServer.MAX_LINE_BYTES) {
            throw Unreadable.longAddress();
        }
        if (!path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Refusal.MalformedRequest(":path holds characters that must be percent-encoded");
        }
    }

    private static void checkField(Map.Entry<String, String> field) {
        if (!isWord(field.getKey())) {
            throw new Refusal.MalformedRequest("the name of a header is not one word");
        }
        if (field.getValue().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new Refusal.MalformedRequest("the value of a header holds the end of a line");
        }
    }

    /** A token of RFC 9110, 5.6.2. */
    private static boolean isWord(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    /** For whom a request is: {@code Host}, or {@code :authority}; null in an HTTP/1.0 request that does not say. */
    static @Nullable String authority(HttpServerRequest request) {
        if (request.version() != io.vertx.core.http.HttpVersion.HTTP_2) {
            return request.getHeader(HttpHeaderNames.HOST);
        }
        var authority = request.authority(true);
        return authority == null ? null : authority.toString();
    }

    /** @throws Refusal.MalformedRequest when a field behind a body would say how long it is or for whom */
    static void checkTrailer(CharSequence name) {
        for (var field :
                List.of(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.HOST)) {
            if (field.contentEqualsIgnoreCase(name)) {
                throw new Refusal.MalformedRequest("a trailer names " + field);
            }
        }
    }
}
