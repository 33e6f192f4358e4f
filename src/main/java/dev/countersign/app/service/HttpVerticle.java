package dev.countersign.app.service;

import dev.countersign.http.StrictServer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** One listener on one event loop; several instances share a port. */
final class HttpVerticle extends VerticleBase {

    /** As a port: any free one, and the same one for every listener that asks with this number (Vert.x). */
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

    @Override
    public Future<?> start() {
        return StrictServer.create(vertx, options, handler.get())
                .listen(port, host)
                .map(server -> {
                    listening.accept(server.actualPort());
                    return server;
                });
    }
}
