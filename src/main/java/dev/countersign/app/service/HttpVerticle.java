package dev.countersign.app.service;

import dev.countersign.http.StrictServer;
import dev.countersign.http.tls.ServerTls;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One listener on one event loop; several instances share a port. */
public final class HttpVerticle extends VerticleBase {

    /** A number for Vert.x: all listeners that give it share one port, which is any free one. */
    public static final int ONE_FREE_PORT = -1;

    private final Listening on;
    private final Supplier<Handler<HttpServerRequest>> handler;
    private final IntConsumer listening;

    /**
     * @param handler called once for each instance
     * @param listening told the port once requests are answered
     */
    public HttpVerticle(Listening on, Supplier<Handler<HttpServerRequest>> handler, IntConsumer listening) {
        this.on = on;
        this.handler = handler;
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        var tls = on.tls();
        return listen(tls).compose(server -> {
            listening.accept(server.actualPort());
            return tls == null ? Future.succeededFuture() : tls.follows(server);
        });
    }

    private Future<HttpServer> listen(@Nullable ServerTls tls) {
        var options = StrictServer.options(on.idleTimeout()).setAlpnVersions(on.versions());
        return StrictServer.create(vertx, tls == null ? options : tls.in(options), on.limits(), handler.get())
                .listen(on.port(), on.host());
    }
}
