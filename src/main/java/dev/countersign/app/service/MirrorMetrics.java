package dev.countersign.app.service;

import dev.countersign.repository.MirrorState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How mirrors stand, and what was done with them, by repository and name. Any thread. */
final class MirrorMetrics {
    private final MeterRegistry registry;
    private final InstantSource clock;

    /** Guarded by this, as is the next. */
    private final Map<Tags, MirrorState> states = new HashMap<>();

    private final Map<Tags, List<Meter>> gauges = new HashMap<>();

    MirrorMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    static Tags tags(String repository, String mirror) {
        return Tags.of("repository", repository, "mirror", mirror);
    }

    /** All there are; those of before that are not among them are shown no longer. */
    synchronized void states(Map<Tags, MirrorState> now) {
        states.clear();
        states.putAll(now);
        now.keySet().forEach(tags -> gauges.computeIfAbsent(tags, this::gauges));
        gauges.entrySet().removeIf(each -> {
            var gone = !now.containsKey(each.getKey());
            if (gone) {
                each.getValue().forEach(registry::remove);
            }
            return gone;
        });
    }

    private List<Meter> gauges(Tags tags) {
        return List.of(
                gauge(
                        "countersign.mirror.lag.seconds",
                        "How long ago the first publication was committed that the mirror does not show; 0 without one",
                        tags,
                        state -> state.lag(clock.instant()).toMillis() / 1000.0),
                gauge(
                        "countersign.mirror.alarm",
                        "1 while what clients find on the mirror does not verify",
                        tags,
                        state -> state.problem()
                                        .filter(MirrorState.MirrorProblem::alarm)
                                        .isPresent()
                                ? 1
                                : 0),
                gauge(
                        "countersign.mirror.timestamp",
                        "Version of the timestamp that the mirror shows",
                        tags,
                        state -> state.cursor().timestamp()));
    }

    private Gauge gauge(String name, String description, Tags tags, ToDoubleFunction<MirrorState> value) {
        return Gauge.builder(name, () -> value(tags, value))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private synchronized double value(Tags tags, ToDoubleFunction<MirrorState> value) {
        @Nullable MirrorState state = states.get(tags);
        return state == null ? Double.NaN : value.applyAsDouble(Objects.requireNonNull(state));
    }

    void written(Tags tags, int files) {
        Counter.builder("countersign.mirror.files")
                .description("Files written to the mirror, the timestamp not counted")
                .tags(tags)
                .register(registry)
                .increment(files);
    }

    void failed(Tags tags, String kind) {
        Counter.builder("countersign.mirror.failures")
                .description("Attempts to fill or check the mirror that failed")
                .tags(tags.and("kind", kind))
                .register(registry)
                .increment();
    }
}
