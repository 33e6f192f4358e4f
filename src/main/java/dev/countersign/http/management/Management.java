package dev.countersign.http.management;

import dev.countersign.json.Json;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The pages for those who run the service, on a port of their own: liveness, readiness, metrics. */
public final class Management {
    private static final String JSON = "application/json";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<Readiness> readiness;
    private final Supplier<String> metrics;

    /** @param metrics in the text form of Prometheus */
    public Management(Supplier<Readiness> readiness, Supplier<String> metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    public Router router(Vertx vertx) {
        var router = Router.router(vertx);
        router.get("/health").handler(context -> health(context.request()));
        router.get("/ready").handler(context -> ready(context.request(), Readiness::reads));
        router.get("/ready/writing").handler(context -> ready(context.request(), Readiness::writes));
        router.get("/metrics").handler(context -> write(context.request(), 200, METRICS, metrics.get()));
        router.errorHandler(404, context -> write(context.request(), 404, JSON, detail(Sentences.NOT_FOUND)));
        router.errorHandler(405, context -> {
            context.response().putHeader(HttpHeaders.ALLOW, "GET");
            write(context.request(), 405, JSON, detail(Sentences.METHOD_NOT_ALLOWED));
        });
        return router;
    }

    /** Liveness: an answer shows that the process takes requests. */
    private static void health(HttpServerRequest request) {
        write(request, 200, JSON, Json.object().put("status", "up").build().toText());
    }

    /** Readiness for reading and for writing: the same body, each with a status of its own. */
    private void ready(HttpServerRequest request, Predicate<Readiness> enough) {
        var state = readiness.get();
        write(request, enough.test(state) ? 200 : 503, JSON, state.json().toText());
    }

    private static String detail(String sentence) {
        return Json.object().put(WireNames.DETAIL, sentence).build().toText();
    }

    private static void write(HttpServerRequest request, int status, String type, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
