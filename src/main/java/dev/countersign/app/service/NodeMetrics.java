package dev.countersign.app.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** How this node stands, whatever its repositories do. Any thread. */
final class NodeMetrics {
    private final MeterRegistry registry;
    private final AtomicLong leads = new AtomicLong();
    private final AtomicLong behindStore = new AtomicLong();
    private final Counter connectionsRefused;

    NodeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.connectionsRefused = Counter.builder("countersign.http.connections.refused")
                .description("Connections that limits.connections or limits.connections-per-address did not let in")
                .register(registry);
        gauge("countersign.leading", "1 while this node publishes", leads);
        gauge(
                "countersign.clock.behind.postgresql.seconds",
                "How much later it is by the clock of PostgreSQL; negative when it is earlier",
                behindStore);
    }

    void leads(boolean is) {
        leads.set(is ? 1 : 0);
    }

    void connectionRefused() {
        connectionsRefused.increment();
    }

    /** How much later it is by the clock of PostgreSQL. */
    void clock(Duration storeAhead) {
        behindStore.set(storeAhead.toSeconds());
    }

    /** Shows what a node waits for; of what each repository waits for, that of the one which is always there. */
    void conditions(Supplier<Conditions> conditions) {
        for (var condition : Condition.values()) {
            Gauge.builder("countersign.waiting", conditions, all -> all.get().isMet(condition) ? 0 : 1)
                    .description("1 while this node waits for something, as /ready says")
                    .tag("condition", condition.word())
                    .strongReference(true)
                    .register(registry);
        }
    }

    private void gauge(String name, String description, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
    }
}
