package dev.countersign.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** The Vert.x of a node and the metrics it reports to. */
final class EventLoops {

    /** One for each processor: parsing and serving never wait. */
    static final int COUNT = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** HTTP on the public and the management port; the rest costs more than it tells. */
    private static final Set<MetricsDomain> REPORTED = EnumSet.of(MetricsDomain.HTTP_SERVER);

    private static final Set<String> CLIENTS = Set.of("sql", "redis");

    /** A handler that keeps an event loop this long is reported; a busy machine alone should not be. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    private EventLoops() {}

    /** With the kernel's own sockets where there are any, and a bus of records. */
    static Vertx start(MeterRegistry registry) {
        var metrics = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.HTTP_METHOD, Label.HTTP_CODE, Label.LOCAL));
        EnumSet.complementOf(EnumSet.copyOf(REPORTED))
                .forEach(domain -> metrics.addDisabledMetricsCategory(domain.toCategory()));
        // Clients of Vert.x report under the names of their protocols, and twice when there are two.
        CLIENTS.forEach(metrics::addDisabledMetricsCategory);
        var vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setPreferNativeTransport(true)
                        .setEventLoopPoolSize(COUNT)
                        .setMaxEventLoopExecuteTime(SLOW.toNanos())
                        .setMetricsOptions(metrics))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        ByReference.install(vertx);
        return vertx;
    }

    static PrometheusMeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }
}
