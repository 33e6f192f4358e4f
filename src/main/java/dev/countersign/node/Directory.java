package dev.countersign.node;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Which repositories there are, as this node knows them: all names are in memory and are updated by what has changed.
 * The database is asked only about an unknown name, once for all who ask at the same time. Any thread.
 */
public final class Directory {
    private final Repositories repositories;
    private final ConcurrentMap<RepositoryName, Repositories.ServedRepository> byName = new ConcurrentHashMap<>();
    private final ConcurrentMap<RepositoryId, Repositories.ServedRepository> byId = new ConcurrentHashMap<>();
    private final List<Consumer<RepositoryId>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Repositories.ServedRepository>> onChanged = new CopyOnWriteArrayList<>();
    private final Coalesced<Void> reads = new Coalesced<>(this::read);

    /** Number of the last change that is in the maps. Written by one read at a time. */
    private volatile long known;

    public Directory(Repositories repositories) {
        this.repositories = repositories;
    }

    /** Completes once this node knows all that was created or removed before the call. */
    public Future<Void> refresh() {
        return reads.ask();
    }

    public Future<Optional<Repositories.ServedRepository>> find(RepositoryName name) {
        var entry = byName.get(name);
        return entry != null
                ? Future.succeededFuture(Optional.of(entry))
                : refresh().map(_ -> Optional.ofNullable(byName.get(name)));
    }

    /** What this node knows; also empty for one that another node has just created. */
    public Optional<Repositories.ServedRepository> known(RepositoryId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The same by name. */
    public Optional<Repositories.ServedRepository> known(RepositoryName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Calls back when this node learns that a repository was removed. */
    public void onRemoved(Consumer<RepositoryId> listener) {
        listeners.add(listener);
    }

    /** Calls back when this node learns of a new repository, or of what is new about one; it is known by then. */
    public void onChanged(Consumer<Repositories.ServedRepository> listener) {
        onChanged.add(listener);
    }

    private Future<Void> read() {
        return repositories.changesAfter(known).map(changes -> {
            changes.forEach(this::learn);
            return null;
        });
    }

    private void learn(Repositories.ServiceChange change) {
        learn(change.entry(), change.served());
        known = change.number();
    }

    private void learn(Repositories.ServedRepository entry, boolean served) {
        if (served) {
            byId.put(entry.id(), entry);
            byName.put(entry.name(), entry);
            onChanged.forEach(listener -> listener.accept(entry));
            return;
        }
        var gone = byId.remove(entry.id());
        if (gone != null) {
            byName.remove(gone.name(), gone);
            listeners.forEach(listener -> listener.accept(entry.id()));
        }
    }
}
