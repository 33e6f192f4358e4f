package dev.countersign.cli.watch;

import dev.countersign.watch.Alarm;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of following, by source. Used by several threads. */
final class WatchFigures {
    private static final String SOURCE = "source";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

    /** In the text form of Prometheus. */
    String text() {
        return registry.scrape();
    }

    /** Makes the figures of a source, so that they are there before anything happened. */
    void begin(String source) {
        for (var kind : Alarm.kinds()) {
            standing(source, kind);
            count("countersign.watch.alarms.raised", Tags.of(SOURCE, source, "kind", kind), 0);
        }
        count("countersign.watch.refused", tags(source), 0);
        count("countersign.watch.troubles", tags(source), 0);
        count("countersign.watch.signed", tags(source), 0);
        count("countersign.watch.withdrawn", tags(source), 0);
        count("countersign.watch.hashed", tags(source), 0);
    }

    void fetched(long bytes) {
        count("countersign.watch.fetched.bytes", Tags.empty(), bytes);
    }

    void alarm(String source, Alarm alarm) {
        count("countersign.watch.alarms.raised", Tags.of(SOURCE, source, "kind", alarm.kind()), 1);
        standing(source, alarm.kind()).incrementAndGet();
    }

    void over(String source, Alarm alarm) {
        standing(source, alarm.kind()).decrementAndGet();
    }

    void refused(String source) {
        count("countersign.watch.refused", tags(source), 1);
    }

    void trouble(String source) {
        count("countersign.watch.troubles", tags(source), 1);
    }

    void hashed(String source) {
        count("countersign.watch.hashed", tags(source), 1);
    }

    void round(String source, Instant end) {
        gauge("countersign.watch.round.timestamp.seconds", tags(source)).set(end.getEpochSecond());
    }

    void signed(String source, long count, Duration since) {
        count("countersign.watch.signed", tags(source), count);
        Timer.builder("countersign.watch.signing")
                .publishPercentileHistogram()
                .tags(tags(source))
                .register(registry)
                .record(since);
    }

    void withdrawn(String source, long count) {
        count("countersign.watch.withdrawn", tags(source), count);
    }

    private static Tags tags(String source) {
        return Tags.of(SOURCE, source.isEmpty() ? "service" : source);
    }

    private AtomicLong standing(String source, String kind) {
        return gauge("countersign.watch.alarms", Tags.of(SOURCE, source, "kind", kind));
    }

    private AtomicLong gauge(String name, Tags tags) {
        return gauges.computeIfAbsent(name + tags, _ -> {
            var value = new AtomicLong();
            Gauge.builder(name, value, AtomicLong::get)
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
            return value;
        });
    }

    private void count(String name, Tags tags, long more) {
        Counter.builder(name).tags(tags).register(registry).increment((double) more);
    }
}
