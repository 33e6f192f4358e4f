package dev.countersign.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** HTTP/1.1 as both ports of the service speak it. */
public final class StrictServer {
    static final int MAX_HEADER_BYTES = 16 << 10;
    static final int MAX_LINE_BYTES = 8 << 10;

    private StrictServer() {}

    /**
     * Bodies are neither inflated nor deflated here: what is served compressed was compressed before. Nor is a sender
     * told to continue: that follows from what it wants to send. HTTP/2 without TLS is not offered: an upgrade to it
     * leads callers past the rules of a proxy in front.
     *
     * @param idleTimeout after which a silent connection is closed; whole seconds
     */
    public static HttpServerOptions options(Duration idleTimeout) {
        return new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(4096)
                .setIdleTimeout((int) Math.max(1, idleTimeout.toSeconds()))
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES);
    }

    /** A server that does not listen yet. */
    public static HttpServer create(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> handler) {
        var answers =
                new AnswerWriter(new RequestIds(ThreadLocalRandom.current().nextLong()));
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> StrictRequestDecoder.install(connection, options))
                .invalidRequestHandler(request -> answers.refuse(
                        request, Unreadable.head(request.decoderResult().cause())))
                .requestHandler(handler);
    }
}
