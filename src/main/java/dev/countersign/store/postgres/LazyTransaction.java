package dev.countersign.store.postgres;

import dev.countersign.repository.Publications;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.StoredFile;
import dev.countersign.store.postgres.Places.Stay;
import dev.countersign.store.postgres.Places.TakenPlace;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A publication that is open only while that is of use. It is opened ahead where there is room, and given back when
 * nothing has come of that for a second: its key may be slow. The first files wait here for what follows. When that is
 * the commit, all is ready and the stay brief; when more files follow, others are still being made.
 *
 * <p>Called by one thread at a time; guarded by this because of the timer.
 */
final class LazyTransaction implements Publications.Transaction {
    private static final Duration UNUSED = Duration.ofSeconds(1);

    private final PgPublications publications;
    private final PublicationConnections connections;
    private final long expected;
    private @Nullable Future<PgTransaction> open;
    private Places.@Nullable WaitingForPlace waiting;
    private @Nullable List<StoredFile> first;
    private boolean used;
    private boolean ended;

    LazyTransaction(PgPublications publications, PublicationConnections connections, long expected) {
        this.publications = publications;
        this.connections = connections;
        this.expected = expected;
    }

    /** Opens it before there is anything to write. */
    Future<Publications.Transaction> ahead(TakenPlace place) {
        var opening = publications.open(expected, place);
        open = opening;
        connections.postgres().vertx().setTimer(UNUSED.toMillis(), _ -> giveBack());
        return opening.map(this);
    }

    private synchronized void giveBack() {
        if (!used && !ended && open != null) {
            var _ = open.compose(PgTransaction::abandon);
            open = null;
        }
    }

    @Override
    public synchronized Future<Void> write(List<StoredFile> files) {
        if (ended) {
            return refused();
        }
        if (open == null && first == null) {
            first = List.copyOf(files);
            return Future.succeededFuture();
        }
        var before = first;
        first = null;
        return opened(Stay.LONG).compose(transaction -> {
            if (before != null) {
                // That it failed is told by the next call.
                var _ = transaction.write(before);
            }
            return transaction.write(files);
        });
    }

    @Override
    public synchronized Future<Void> commit(Step step) {
        if (ended) {
            return refused();
        }
        ended = true;
        var last = first;
        return opened(Stay.BRIEF).compose(transaction -> {
            if (last != null) {
                var _ = transaction.write(last);
            }
            return transaction.commit(step);
        });
    }

    private Future<Void> refused() {
        return Future.failedFuture(new IllegalStateException("publication " + (expected + 1) + " has ended"));
    }

    /** Held: this. */
    private Future<PgTransaction> opened(Stay stay) {
        used = true;
        var present = open;
        if (present == null) {
            waiting = connections.await(stay);
            present = waiting.place().compose(place -> publications.open(expected, place));
            open = present;
        }
        return present;
    }

    @Override
    public synchronized Future<Void> abandon() {
        if (ended) {
            return Future.succeededFuture();
        }
        ended = true;
        if (waiting != null) {
            waiting.giveUp(new CancellationException("publication " + (expected + 1) + " was given up"));
        }
        return open == null
                ? Future.succeededFuture()
                : open.transform(opened -> opened.succeeded() ? opened.result().abandon() : Future.succeededFuture());
    }
}
