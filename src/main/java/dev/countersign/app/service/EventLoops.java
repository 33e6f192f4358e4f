package dev.countersign.app.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import java.time.Duration;

/** The Vert.x of a node and the metrics it reports to. */
final class EventLoops {

    /** One for each processor: parsing and serving never wait. */
    static final int COUNT = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** A handler that keeps an event loop this long is reported; a busy machine alone should not be. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    private EventLoops() {}

    /** With the kernel's own sockets where there are any, and a bus of records. */
    static Vertx start(MeterRegistry registry) {
        chooseForNetty();
        var vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setPreferNativeTransport(true)
                        .setEventLoopPoolSize(COUNT)
                        .setMaxEventLoopExecuteTime(SLOW.toNanos())
                        .setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(_ -> new HttpMetrics(registry))
                .build();
        ByReference.install(vertx);
        return vertx;
    }

    private static void chooseForNetty() {
        // Its default takes a fifth more time to answer with a small file.
        choose("io.netty.allocator.type", "pooled");
        // Events of its allocator for the JVM's flight recorder: a tenth of a second of every start.
        choose("io.netty.jfr.enabled", "false");
    }

    private static void choose(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static PrometheusMeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }
}
