package dev.countersign.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * Where a request ends, and for whom it is, must be beyond doubt (RFC 9112, 3.2, 6.1 and 6.3): a proxy in front that
 * read it differently would let one caller put words into the mouth of another.
 */
final class Framing {
    private Framing() {}

    /** @throws Refusal.Malformed when two programs could read the request differently */
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
            throw new Refusal.Malformed("Host is there " + hosts.size() + " times (expected: once)");
        }
    }

    private static void checkEncodings(List<String> encodings, List<String> lengths, boolean isOld) {
        if (encodings.isEmpty()) {
            return;
        }
        if (isOld) {
            throw new Refusal.Malformed("Transfer-Encoding in a request that is not HTTP/1.1");
        }
        if (!lengths.isEmpty()) {
            throw new Refusal.Malformed("both Transfer-Encoding and Content-Length (expected: one of them)");
        }
        if (encodings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encodings.getFirst())) {
            throw new Refusal.Malformed("Transfer-Encoding is more than the one word chunked");
        }
    }

    private static void checkLengths(List<String> lengths) {
        if (lengths.size() > 1 || !lengths.stream().allMatch(Framing::isLength)) {
            throw new Refusal.Malformed("Content-Length is not one number");
        }
    }

    private static boolean isLength(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** @throws Refusal.Malformed when a field behind a body would say how long it is or for whom */
    static void checkTrailer(CharSequence name) {
        for (var field :
                List.of(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.HOST)) {
            if (field.contentEqualsIgnoreCase(name)) {
                throw new Refusal.Malformed("a trailer names " + field);
            }
        }
    }
}
