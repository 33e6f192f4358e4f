package dev.countersign.app.service;

import dev.countersign.sign.KeyPlaces;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.KeyUnavailable.Again;
import dev.countersign.tuf.key.Key;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is asked of keys that are elsewhere, by the scheme of their URI, which is one that is known. Any thread. */
final class KeyMetrics {
    private final MeterRegistry registry;

    KeyMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    <T> T timed(Key key, Supplier<T> call) {
        var began = System.nanoTime();
        var outcome = "failed";
        try {
            var made = call.get();
            outcome = "signed";
            return made;
        } catch (KeyUnavailable e) {
            outcome = switch (e.again()) {
                case Again.WhenMended _ -> "refused";
                case Again.Soon _ -> "away";
                case Again.Slower _ -> "throttled";
            };
            throw e;
        } finally {
            Timer.builder("countersign.key.calls")
                    .description("Calls of places where online keys are, such as a key service, by what came of them")
                    .tag("place", KeyPlaces.scheme(key))
                    .tag("outcome", outcome)
                    .register(registry)
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }
}
