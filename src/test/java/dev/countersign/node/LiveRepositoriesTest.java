package dev.countersign.node;

import static dev.countersign.store.StoreSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.publish.MemoryRepository;
import dev.countersign.repository.Examples;
import dev.countersign.repository.MemoryRepositories;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveRepositoriesTest {
    private final MemoryRepositories repositories = new MemoryRepositories();
    private final Directory directory = new Directory(repositories);
    private final MemoryRepository store = new MemoryRepository();
    private long nanos;
    private final LiveRepositories live =
            new LiveRepositories(directory, _ -> ports(), new FileMemory(1 << 20), () -> nanos);
    private final List<RepositoryId> forgotten = new ArrayList<>();

    private RepositoryPorts ports() {
        return new RepositoryPorts(
                store, _ -> Future.succeededFuture(Optional.empty()), store, store, new NoLog(), store, store);
    }

    private Repositories.ServedRepository create(String name) {
        var entry = repositories
                .create(new RepositoryName(name), false, NOW, Examples.ORIGIN)
                .result();
        var _ = directory.refresh();
        return entry;
    }

    @Test
    void forgetsWhatNobodyHasAskedForInAWhile() {
        var entry = create("pypi");
        live.onForgotten(forgotten::add);
        var _ = live.of(entry);
        nanos = Duration.ofMinutes(11).toNanos();

        live.forgetUnused(Duration.ofMinutes(10), _ -> false);

        assertThat(live.inUse(entry.id())).isEmpty();
        assertThat(forgotten).containsExactly(entry.id());
    }

    /** Else its publisher and its readers would have one each, and readers would never see what is published. */
    @Test
    void doesNotForgetWhatSomebodyBeginsToUseInThatMoment() {
        var entry = create("pypi");
        live.onForgotten(forgotten::add);
        var before = live.of(entry);
        nanos = Duration.ofMinutes(11).toNanos();

        live.forgetUnused(Duration.ofMinutes(10), _ -> {
            var _ = live.of(entry);
            return false;
        });

        assertThat(live.of(entry)).isSameAs(before);
        assertThat(forgotten).isEmpty();
    }

    @Test
    void keepsNothingOfWhatWasRemovedWhenSomebodyStillComesForIt() {
        var entry = create("pypi");
        var _ = live.of(entry);
        var _ = repositories.remove(entry, NOW, Examples.ORIGIN);
        var _ = directory.refresh();

        assertThat(live.of(entry).id()).isEqualTo(entry.id());

        assertThat(live.inUse(entry.id())).isEmpty();
        assertThat(live.isServed(entry.id())).isFalse();
    }
}
