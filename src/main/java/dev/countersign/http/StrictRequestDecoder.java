package dev.countersign.http;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Vert.x's decoder, which also refuses what {@link Framing} forbids. The rest of such a connection is never read as
 * another request.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final String NAME = "httpDecoder";

    private boolean afterHead;

    private StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Before the first byte of the connection is read. */
    static void install(HttpConnection connection, HttpServerOptions options) {
        var pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.replace(NAME, NAME, new StrictRequestDecoder(options));
    }

    /** Sends what was written to the connection so far. */
    static void flush(HttpConnection connection) {
        ((ConnectionBase) connection).channel().flush();
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        afterHead = false;
        return super.createMessage(initialLine);
    }

    /** Asked when all headers are there, and before anything follows from them. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        afterHead = true;
        Framing.check((HttpRequest) message);
        return super.isContentAlwaysEmpty(message);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        var name = super.splitHeaderName(line, start, length);
        if (afterHead) {
            Framing.checkTrailer(name);
        }
        return name;
    }
}
