package dev.countersign.app.service;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the HTTP ports answered, by method and status. An answer costs three additions here. Vert.x's own reporter looks
 * meters up by their labels, which takes a sixth of the time of a small file.
 */
final class HttpMetrics implements VertxMetrics {

    /** Callers can make methods up; those share one series. */
    private static final List<HttpMethod> METHODS =
            List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.OPTIONS);

    private static final int STATUSES = 600;

    private final MeterRegistry registry;
    private final ConcurrentMap<Integer, Port> ports = new ConcurrentHashMap<>();

    HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Listeners that share a port share its numbers. */
    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress local) {
        return ports.computeIfAbsent(local.port(), number -> new Port(registry, number));
    }

    private record Begun(long nanos, int method) {}

    private static final class Series {
        private final LongAdder answers = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAdder bytes = new LongAdder();

        private void answered(long took, long size) {
            answers.increment();
            nanos.add(took);
            bytes.add(size);
        }
    }

    private static final class Port implements HttpServerMetrics<Begun, Void, Void> {
        private final MeterRegistry registry;
        private final String number;
        private final LongAdder connections = new LongAdder();
        private final AtomicReferenceArray<Series> series = new AtomicReferenceArray<>((METHODS.size() + 1) * STATUSES);

        private Port(MeterRegistry registry, int number) {
            this.registry = registry;
            this.number = Integer.toString(number);
            Gauge.builder("countersign.http.connections", connections, LongAdder::sum)
                    .description("Connections open now")
                    .tag("port", this.number)
                    .register(registry);
        }

        @Override
        public Void connected(SocketAddress remoteAddress, String remoteName) {
            connections.increment();
            return null;
        }

        @Override
        public void disconnected(Void connection, SocketAddress remoteAddress) {
            connections.decrement();
        }

        @Override
        public Begun requestBegin(Void connection, HttpRequest request) {
            return new Begun(System.nanoTime(), METHODS.indexOf(request.method()) + 1);
        }

        @Override
        public void responseEnd(Begun begun, HttpResponse response, long bytesWritten) {
            var status = Math.clamp(response.statusCode(), 0, STATUSES - 1);
            series(begun.method(), status).answered(System.nanoTime() - begun.nanos(), bytesWritten);
        }

        private Series series(int method, int status) {
            var index = method * STATUSES + status;
            var known = series.get(index);
            if (known != null) {
                return known;
            }
            var created = new Series();
            if (!series.compareAndSet(index, null, created)) {
                return series.get(index);
            }
            register(created, method == 0 ? "other" : METHODS.get(method - 1).name(), status);
            return created;
        }

        private void register(Series of, String method, int status) {
            var tags = Tags.of("port", number, "method", method, "status", Integer.toString(status));
            FunctionTimer.builder(
                            "countersign.http.answers",
                            of,
                            it -> it.answers.sum(),
                            it -> (double) it.nanos.sum(),
                            TimeUnit.NANOSECONDS)
                    .description("Answers, and the time from a request's head to the end of its answer")
                    .tags(tags)
                    .register(registry);
            FunctionCounter.builder("countersign.http.sent", of, it -> (double) it.bytes.sum())
                    .description("Bytes of the bodies of answers")
                    .baseUnit("bytes")
                    .tags(tags)
                    .register(registry);
        }
    }
}
