package dev.countersign.app.guard;

import dev.countersign.guard.GuardEngine;
import dev.countersign.guard.Withheld;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** What a guard counts and measures, for Prometheus. */
final class GuardMetrics {
    private final PrometheusMeterRegistry registry;
    private final LongAdder refusedConnections = new LongAdder();

    GuardMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
        FunctionCounter.builder("countersign.guard.connections.refused", refusedConnections, LongAdder::sum)
                .description("Connections beyond the limits")
                .register(registry);
    }

    void connectionRefused() {
        refusedConnections.increment();
    }

    void of(GuardEngine engine) {
        for (var why : Withheld.Why.values()) {
            FunctionCounter.builder(
                            "countersign.guard.withheld",
                            engine,
                            it -> it.counts().count(why))
                    .description("Requests that were refused, by the reason")
                    .tag("why", why.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(registry);
        }
        counter(
                engine,
                "cache.hits",
                "Artifacts served from the cache",
                it -> it.counts().hits());
        counter(
                engine,
                "fetches",
                "Artifacts fetched and verified",
                it -> it.counts().fetches());
        counter(engine, "fetched.bytes", "Bytes of those", it -> it.counts().fetchedBytes());
        counter(
                engine,
                "cache.evictions",
                "Artifacts removed from the cache for room",
                it -> it.counts().evictions());
        counter(engine, "pages", "Index pages made", it -> it.counts().pages());
        counter(
                engine,
                "entries.left.out",
                "Entries of index pages that are not signed",
                it -> it.counts().leftOut());
        counter(
                engine,
                "refreshes",
                "Refreshes of metadata that succeeded",
                it -> it.counts().refreshes());
        counter(
                engine,
                "refreshes.failed",
                "Refreshes of metadata that failed",
                it -> it.counts().failedRefreshes());
        gauge(engine, "cache.bytes", "Bytes in the cache", it -> it.cache().bytes());
        gauge(engine, "cache.files", "Artifacts in the cache", it -> it.cache().size());
        gauge(engine, "fetches.active", "Fetches under way", GuardEngine::fetchesUnderWay);
        gauge(engine, "metadata.age", "Seconds since metadata was last verified", GuardMetrics::age);
        gauge(
                engine,
                "metadata.expires",
                "When the first top-level role expires, in seconds since 1970",
                GuardMetrics::expires);
    }

    private static double age(GuardEngine engine) {
        return engine.targets().age().map(age -> (double) age.toSeconds()).orElse(Double.NaN);
    }

    private static double expires(GuardEngine engine) {
        return engine.targets()
                .expires()
                .map(at -> (double) at.getEpochSecond())
                .orElse(Double.NaN);
    }

    private void counter(GuardEngine engine, String name, String description, ToDoubleFunction<GuardEngine> value) {
        FunctionCounter.builder("countersign.guard." + name, engine, value)
                .description(description)
                .register(registry);
    }

    private void gauge(GuardEngine engine, String name, String description, ToDoubleFunction<GuardEngine> value) {
        Gauge.builder("countersign.guard." + name, engine, value)
                .description(description)
                .register(registry);
    }

    void write(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(registry.scrape())
                .onFailure(gone -> {});
    }
}
