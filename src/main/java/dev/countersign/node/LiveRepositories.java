package dev.countersign.node;

import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The repositories that are in use on this node: each is put together when it is first asked for. Any thread. */
public final class LiveRepositories {
    private final Directory directory;
    private final Function<RepositoryId, RepositoryPorts> ports;
    private final FileMemory memory;
    private final LongSupplier nanos;
    private final ConcurrentMap<RepositoryId, LiveRepository> live = new ConcurrentHashMap<>();
    private final List<Consumer<RepositoryId>> listeners = new CopyOnWriteArrayList<>();

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    public LiveRepositories(
            Directory directory, Function<RepositoryId, RepositoryPorts> ports, FileMemory memory, LongSupplier nanos) {
        this.directory = directory;
        this.ports = ports;
        this.memory = memory;
        this.nanos = nanos;
        directory.onRemoved(this::forget);
        directory.onChanged(this::changed);
    }

    /** Empty when there is none of that name. */
    public Future<Optional<LiveRepository>> find(RepositoryName name) {
        return directory.find(name).map(entry -> entry.map(this::of));
    }

    /** Of one that is served. One that was removed in this moment is not kept: nobody would forget it again. */
    public LiveRepository of(Repositories.ServedRepository entry) {
        var now = nanos.getAsLong();
        // Marked as used before it could be forgotten as unused.
        var kept = live.compute(entry.id(), (id, present) -> {
            var repository = present == null && isServed(id) ? create(entry, now) : present;
            if (repository != null) {
                repository.used(now);
            }
            return repository;
        });
        return kept == null ? create(entry, now) : kept;
    }

    /** Whether it has not been removed, as far as this node knows. */
    public boolean isServed(RepositoryId id) {
        return directory.known(id).isPresent();
    }

    /** By what is known now: it may have changed since it was found. */
    private LiveRepository create(Repositories.ServedRepository found, long now) {
        var entry = directory.known(found.id()).orElse(found);
        return new LiveRepository(entry, ports.apply(entry.id()), memory, now);
    }

    private void changed(Repositories.ServedRepository entry) {
        live.computeIfPresent(entry.id(), (_, present) -> {
            present.changed(entry);
            return present;
        });
    }

    /** The one of that number, if it is in use. */
    public Optional<LiveRepository> inUse(RepositoryId id) {
        return Optional.ofNullable(live.get(id));
    }

    public Collection<LiveRepository> inUse() {
        return List.copyOf(live.values());
    }

    /** Forgets those that nobody has asked for in that time, unless they are needed all the same. */
    public void forgetUnused(Duration time, Predicate<LiveRepository> needed) {
        var before = nanos.getAsLong() - time.toNanos();
        for (var repository : live.values()) {
            if (repository.lastUsed() - before < 0 && !needed.test(repository)) {
                forgetUnused(repository.id(), before);
            }
        }
    }

    /** Not, if somebody has begun to use it meanwhile. */
    private void forgetUnused(RepositoryId id, long before) {
        var left = live.computeIfPresent(id, (_, present) -> present.lastUsed() - before < 0 ? null : present);
        if (left == null) {
            listeners.forEach(listener -> listener.accept(id));
        }
    }

    /** Work under way goes on. The next call of {@link #of} puts it together again, if it is still served. */
    public void forget(RepositoryId id) {
        if (live.remove(id) != null) {
            listeners.forEach(listener -> listener.accept(id));
        }
    }

    /** Calls back when one is no longer in use. */
    public void onForgotten(Consumer<RepositoryId> listener) {
        listeners.add(listener);
    }
}
