package dev.countersign.node;

import dev.countersign.repository.Latest;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.StoredFile;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one repository needs at run time, put together once. Any thread. */
public final class LiveRepository {
    private final RepositoryId id;
    private final RepositoryPorts ports;
    private final Latest latest = new Latest();
    private final CachedMetadataFiles files;
    private final Follower follower;
    private final List<Consumer<List<StoredFile>>> listeners = new CopyOnWriteArrayList<>();

    private volatile Repositories.ServedRepository entry;

    /** The term in which everything committed before it was read. */
    private volatile Leadership.@Nullable Term readUnder;

    /** By the node's steady clock. */
    private volatile long lastUsed;

    LiveRepository(Repositories.ServedRepository entry, RepositoryPorts ports, FileMemory memory, long now) {
        this.id = entry.id();
        this.entry = entry;
        this.ports = ports;
        this.files = new CachedMetadataFiles(entry.id(), ports.files(), memory);
        this.follower = new Follower(ports.publications(), files, ports.current(), latest);
        this.lastUsed = now;
    }

    public RepositoryId id() {
        return id;
    }

    public Repositories.ServedRepository entry() {
        return entry;
    }

    void changed(Repositories.ServedRepository now) {
        entry = now;
    }

    public RepositoryPorts ports() {
        return ports;
    }

    public Latest latest() {
        return latest;
    }

    public CachedMetadataFiles files() {
        return files;
    }

    public Follower follower() {
        return follower;
    }

    /** Takes committed files into memory, and tells whoever serves them. */
    public void committed(List<StoredFile> committed) {
        committed.forEach(files::put);
        listeners.forEach(listener -> listener.accept(committed));
    }

    public void onCommitted(Consumer<List<StoredFile>> listener) {
        listeners.add(listener);
    }

    /** For a node that serves alone: completes once all that was committed before this time of leading has been read. */
    public Future<Void> readUnder(Leadership.Term term) {
        return term.equals(readUnder)
                ? Future.succeededFuture()
                : follower.refresh().map(_ -> {
                    hasReadUnder(term);
                    return null;
                });
    }

    /** Its publisher, which leads under this term, has read all that was committed before. */
    void hasReadUnder(Leadership.Term term) {
        readUnder = term;
    }

    void used(long now) {
        lastUsed = now;
    }

    long lastUsed() {
        return lastUsed;
    }
}
