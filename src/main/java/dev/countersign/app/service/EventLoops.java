package dev.countersign.app.service;

import dev.countersign.http.ConnectionGate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.function.Supplier;

/** The Vert.x of a node and the metrics it reports to. */
public final class EventLoops {

    /** One for each processor: parsing and serving never wait. */
    public static final int COUNT = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** A handler that keeps an event loop this long is reported; a busy machine alone should not be. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    private EventLoops() {}

    /**
     * With the kernel's own sockets where there are any, and a bus of records.
     *
     * @param gates one for each port that is opened
     */
    public static Vertx start(MeterRegistry registry, Supplier<ConnectionGate> gates) {
        chooseForNetty();
        var vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(COUNT)
                        .setMaxEventLoopExecuteTime(SLOW.toNanos())
                        .setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withTransport(GuardedTransport.around(sockets(), gates))
                .withMetrics(_ -> new HttpMetrics(registry))
                .build();
        ByReference.install(vertx);
        return vertx;
    }

    private static Transport sockets() {
        var ofKernel = Transport.nativeTransport();
        return ofKernel != null && ofKernel.available() ? ofKernel : Transport.NIO;
    }

    private static void chooseForNetty() {
        // Netty's default allocator needs a fifth more time to answer with a small file.
        choose("io.netty.allocator.type", "pooled");
        // Its events for the JVM's flight recorder take a tenth of a second of every start.
        choose("io.netty.jfr.enabled", "false");
        // A client that wants other keys in the middle of a connection (TLS 1.2) only costs time.
        choose("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private static void choose(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    public static PrometheusMeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }
}
