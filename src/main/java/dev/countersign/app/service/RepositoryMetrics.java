package dev.countersign.app.service;

import dev.countersign.repository.Journal;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.witness.Cosigning;
import dev.countersign.witness.LogWitness;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of each repository, under its name. When very many are in use, only the first have a name; all others
 * share the name {@code other}, with a repository that is really called so. Any thread.
 */
final class RepositoryMetrics {
    /** Repositories can be made up without end, and each has some thirty time series. */
    static final int MOST = 100;

    static final String OTHER = "other";

    private static final Journal.Backlog NOTHING = new Journal.Backlog(0, false, null);

    private record Of(RepositorySeries series, PublicationMetrics metrics) {}

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final int most;

    /** Guarded by this, as are the next two. */
    private final Map<RepositoryId, Of> known = new HashMap<>();

    private int own;
    private @Nullable RepositorySeries other;

    RepositoryMetrics(MeterRegistry registry, InstantSource clock, int most) {
        this.registry = registry;
        this.clock = clock;
        this.most = most;
    }

    synchronized PublicationMetrics of(Repositories.ServedRepository entry) {
        return known.computeIfAbsent(entry.id(), _ -> create(entry)).metrics();
    }

    private Of create(Repositories.ServedRepository entry) {
        RepositorySeries series;
        if (own < most && !entry.name().value().equals(OTHER)) {
            own++;
            series = new RepositorySeries(registry, entry.name().value(), false);
        } else {
            if (other == null) {
                other = new RepositorySeries(registry, OTHER, true);
            }
            series = other;
        }
        var metrics = new PublicationMetrics(series, entry.name(), clock);
        series.add(metrics);
        return new Of(series, metrics);
    }

    /** The repository was removed. */
    synchronized void remove(RepositoryId id) {
        var gone = known.remove(id);
        if (gone != null) {
            gone.series().remove(gone.metrics());
            if (!gone.series().equals(other)) {
                own--;
            }
        }
    }

    /** Counts what witnesses of public logs do, of all repositories together. */
    Cosigning.CosigningListener cosigning() {
        return new Cosigning.CosigningListener() {
            @Override
            public void signed(LogWitness witness, long size) {
                counter("countersign.log.cosignatures", "Checkpoints that the witness has signed", witness)
                        .increment();
            }

            @Override
            public void failed(LogWitness witness, Throwable why) {
                counter("countersign.log.witness.failures", "Times that the witness did not sign", witness)
                        .increment();
            }
        };
    }

    private Counter counter(String name, String description, LogWitness witness) {
        return Counter.builder(name)
                .description(description)
                .tag("witness", witness.key().name())
                .register(registry);
    }

    synchronized Collection<PublicationMetrics> all() {
        return List.copyOf(known.values().stream().map(Of::metrics).toList());
    }

    /** What waits of each; of those not named, nothing. */
    synchronized void backlog(List<Repositories.PendingWork> work) {
        var waiting = new HashMap<RepositoryId, Repositories.PendingWork>();
        work.forEach(each -> waiting.put(each.id(), each));
        known.forEach((id, of) -> {
            var found = waiting.get(id);
            of.metrics().backlog(found == null ? NOTHING : found.backlog());
        });
    }
}
