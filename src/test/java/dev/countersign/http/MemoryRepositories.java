package dev.countersign.http;

import dev.countersign.repository.Head;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RepositoryName;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names of repositories in memory. */
final class MemoryRepositories implements Repositories {
    private final TreeMap<RepositoryName, Described> byName = new TreeMap<>();
    private int last;

    MemoryRepositories() {
        var _ = create(RepositoryName.DEFAULT, HttpSamples.NOW);
    }

    @Override
    public synchronized Future<List<Change>> changesAfter(long number) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Future<List<Described>> list(@Nullable RepositoryName after, int limit) {
        var found = after == null ? byName : byName.tailMap(after, false);
        return Future.succeededFuture(found.values().stream().limit(limit).toList());
    }

    @Override
    public synchronized Future<Optional<Described>> find(RepositoryName name) {
        return Future.succeededFuture(Optional.ofNullable(byName.get(name)));
    }

    @Override
    public synchronized Future<Entry> create(RepositoryName name, Instant now) {
        if (byName.containsKey(name)) {
            return Future.failedFuture(new NameTaken(name));
        }
        var entry = new Entry(new RepositoryId(++last), name, now);
        byName.put(name, new Described(entry, Head.NONE));
        return Future.succeededFuture(entry);
    }

    @Override
    public synchronized Future<Boolean> remove(RepositoryId id, Instant now) {
        return Future.succeededFuture(
                byName.values().removeIf(each -> each.entry().id().equals(id)));
    }

    @Override
    public Future<Boolean> purge(Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Work>> work(Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> rest(RepositoryId id, long publication, Instant renewal, Kept kept) {
        throw new UnsupportedOperationException();
    }
}
