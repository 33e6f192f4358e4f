package dev.countersign.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** Says in our words why bytes could not be read as a request; a decoder's own words may hold what was sent. */
final class Unreadable {
    private Unreadable() {}

    static Refusal head(Throwable cause) {
        return switch (cause) {
            case Refusal refusal -> refusal;
            case TooLongHttpLineException _ -> longAddress();
            case TooLongHttpHeaderException _ ->
                new Refusal.HeadersTooLarge("the request's headers are too large (expected: at most "
                        + StrictServer.MAX_HEADER_BYTES + " bytes together)");
            default -> new Refusal.MalformedRequest("this is no HTTP/1.1 request (RFC 9112)");
        };
    }

    static Refusal longAddress() {
        return new Refusal.AddressTooLong(
                "the request's first line is too long (expected: at most " + StrictServer.MAX_LINE_BYTES + " bytes)");
    }

    /** Also when the connection was closed: nobody reads the answer then. */
    static Refusal body(Throwable cause) {
        return cause instanceof Refusal refusal
                ? refusal
                : new Refusal.MalformedRequest(
                        "the body did not arrive whole: its chunks are broken or the connection was");
    }
}
