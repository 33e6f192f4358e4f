package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Brings publications that another node committed into this node's {@link Latest}. Any thread may ask; reads of the
 * database are shared: a request that comes during a read waits for one that starts after it, because it must see what
 * was committed before it asked.
 */
public final class Follower {
    private final Publications publications;
    private final MetadataFiles files;
    private final CurrentPublication current;
    private final Latest latest;

    /** Guarded by this: the read under way, and the one that starts when it ends. */
    private @Nullable Future<Void> running;

    private @Nullable Future<Void> next;

    public Follower(Publications publications, MetadataFiles files, CurrentPublication current, Latest latest) {
        this.publications = publications;
        this.files = files;
        this.current = current;
        this.latest = latest;
    }

    /** Completes once this node knows at least the given publication, which must have been committed. */
    public Future<Void> catchUp(long publication) {
        return latest.view().head().publication() >= publication ? Future.succeededFuture() : refresh();
    }

    /** Completes once this node knows everything committed before the call. */
    public synchronized Future<Void> refresh() {
        var current = running;
        if (current == null) {
            return start();
        }
        var following = next;
        if (following == null) {
            following = current.transform(_ -> startNext());
            next = following;
        }
        return following;
    }

    private synchronized Future<Void> startNext() {
        next = null;
        return start();
    }

    private synchronized Future<Void> start() {
        var read = read();
        running = read;
        return read.onComplete(_ -> ended());
    }

    private synchronized void ended() {
        if (running != null && running.isComplete()) {
            running = null;
        }
    }

    private Future<Void> read() {
        return publications.current().compose(this::advance);
    }

    private Future<Void> advance(Publications.Committed committed) {
        return timestamp(committed).compose(timestamp -> show(committed, timestamp));
    }

    private Future<Bytes> timestamp(Publications.Committed committed) {
        if (!(committed.repository() instanceof Repository.Established)) {
            return Future.succeededFuture(Bytes.EMPTY);
        }
        var head = committed.head();
        return files.find(new RoleVersion(RoleName.TIMESTAMP, head.timestamp()))
                .map(file -> file.orElseThrow(() -> new IllegalStateException(
                                "timestamp " + head.timestamp() + " of publication " + head.publication() + " is gone"))
                        .bytes());
    }

    /** Announced before it is shown, as the leader does: the leader may have died between its commit and its word. */
    private Future<Void> show(Publications.Committed committed, Bytes timestamp) {
        return current.announce(committed.head().publication())
                .onSuccess(_ -> latest.advance(new Latest.View(committed.head(), committed.repository(), timestamp)));
    }
}
