package dev.countersign.app;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** One listener on one event loop; several instances share a port. */
final class HttpVerticle extends VerticleBase {

    /** What Vert.x understands as: any free port, the same wherever it is asked for with this number. */
    static final int ONE_FREE_PORT = -1;

    private final String host;
    private final int port;
    private final HttpServerOptions options;
    private final Supplier<Handler<HttpServerRequest>> handler;
    private final IntConsumer listening;

    /**
     * @param port 0 takes a free one; {@link #ONE_FREE_PORT} takes one that all instances share
     * @param handler called once for each instance
     * @param listening told the port once requests are answered
     */
    HttpVerticle(
            String host,
            int port,
            HttpServerOptions options,
            Supplier<Handler<HttpServerRequest>> handler,
            IntConsumer listening) {
        this.host = host;
        this.port = port;
        this.options = options;
        this.handler = handler;
        this.listening = listening;
    }

    /**
     * Bodies are neither inflated nor deflated here: what is served compressed was compressed before. Nor is a sender
     * told to continue: that follows from what it wants to send.
     */
    static HttpServerOptions options(Duration idleTimeout) {
        return new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(4096)
                .setIdleTimeout((int) Math.max(1, idleTimeout.toSeconds()))
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxHeaderSize(16 << 10)
                .setMaxInitialLineLength(8 << 10);
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer(options)
                .requestHandler(handler.get())
                .listen(port, host)
                .onSuccess(server -> listening.accept(server.actualPort()));
    }
}
