package dev.countersign.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * The handler of the public port: metadata files to their own handler, without the cost of a router, and everything
 * else to the router.
 */
public record Front(Handler<HttpServerRequest> metadata, Handler<HttpServerRequest> router)
        implements Handler<HttpServerRequest> {
    @Override
    public void handle(HttpServerRequest request) {
        var path = request.path();
        if (path != null && path.startsWith("/metadata") && (path.length() == 9 || path.charAt(9) == '/')) {
            metadata.handle(request);
        } else {
            router.handle(request);
        }
    }
}
