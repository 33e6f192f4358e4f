package dev.countersign.node;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Announcer;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;

/**
 * Brings publications that another node committed into this node's {@link Latest}. Any thread may ask; reads of the
 * database are shared, and each sees what was committed before it was asked for.
 */
public final class Follower {
    private final Publications publications;
    private final MetadataFiles files;
    private final Announcer announcer;
    private final Latest latest;

    private final Coalesced<Void> reads = new Coalesced<>(this::read);

    public Follower(Publications publications, MetadataFiles files, CurrentPublication current, Latest latest) {
        this.publications = publications;
        this.files = files;
        this.announcer = new Announcer(current, latest);
        this.latest = latest;
    }

    /** Completes once this node knows at least the given publication, which must have been committed. */
    public Future<Void> catchUp(long publication) {
        return latest.view().head().publication() >= publication ? Future.succeededFuture() : refresh();
    }

    /** Completes once this node knows everything committed before the call. */
    public Future<Void> refresh() {
        return reads.ask();
    }

    private Future<Void> read() {
        return publications.current().compose(this::advance);
    }

    private Future<Void> advance(Publications.Committed committed) {
        return timestamp(committed)
                // The leader has announced it, unless it died between its commit and that.
                .compose(timestamp -> announcer.show(
                        new Latest.View(committed.head(), committed.repository(), timestamp, committed.log())));
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
}
