package dev.countersign.http.api;

import dev.countersign.repository.Latest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets requests wait until this node serves a publication that has applied a journal position. It asks no other node.
 */
final class PublicationWatch {
    private record Turn(long position, long number) implements Comparable<Turn> {
        private static final Comparator<Turn> ORDER =
                Comparator.comparingLong(Turn::position).thenComparingLong(Turn::number);

        @Override
        public int compareTo(Turn other) {
            return ORDER.compare(this, other);
        }
    }

    private record Waiter(Context context, Promise<Boolean> promise) {
        /** Waiting requests go on by this, not on the thread that publishes. */
        void end(boolean reached) {
            context.runOnContext(ignored -> promise.complete(reached));
        }
    }

    private final Vertx vertx;
    private final Latest latest;
    private final int maxWaiting;
    private final ConcurrentSkipListMap<Turn, Waiter> waiting = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger held = new AtomicInteger();

    PublicationWatch(Vertx vertx, Latest latest, int maxWaiting) {
        this.vertx = vertx;
        this.latest = latest;
        this.maxWaiting = maxWaiting;
        latest.onAdvance(view -> advanced(view.head().journal()));
    }

    /**
     * Completes on the caller's context with true once the position has been applied, with false when that takes too
     * long or too many wait already.
     */
    Future<Boolean> reached(long position, Duration atMost) {
        if (isReached(position)) {
            return Future.succeededFuture(true);
        }
        if (atMost.toMillis() <= 0 || !enter()) {
            return Future.succeededFuture(false);
        }
        var turn = new Turn(position, numbers.incrementAndGet());
        var reached = Promise.<Boolean>promise();
        long timer = vertx.setTimer(atMost.toMillis(), id -> end(turn, false));
        waiting.put(turn, new Waiter(vertx.getOrCreateContext(), reached));
        // The publication may have come between the first look and the entry in the list.
        if (isReached(position)) {
            end(turn, true);
        }
        return reached.future().andThen(_ -> {
            vertx.cancelTimer(timer);
            held.decrementAndGet();
        });
    }

    /** Whether this node serves a publication, or a later one. */
    boolean shows(long publication) {
        return latest.view().head().publication() >= publication;
    }

    /** Completes after a while; at once when too many wait already. */
    Future<Void> pause(Duration time) {
        if (time.toMillis() <= 0 || !enter()) {
            return Future.succeededFuture();
        }
        return vertx.timer(time.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .andThen(_ -> held.decrementAndGet())
                .mapEmpty();
    }

    private boolean enter() {
        if (held.incrementAndGet() <= maxWaiting) {
            return true;
        }
        held.decrementAndGet();
        return false;
    }

    private boolean isReached(long position) {
        return latest.view().head().journal() >= position;
    }

    private void advanced(long journal) {
        waiting.headMap(new Turn(journal, Long.MAX_VALUE), true).keySet().forEach(turn -> end(turn, true));
    }

    private void end(Turn turn, boolean reached) {
        var waiter = waiting.remove(turn);
        if (waiter != null) {
            waiter.end(reached);
        }
    }
}
