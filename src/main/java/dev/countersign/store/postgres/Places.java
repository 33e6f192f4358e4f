package dev.countersign.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * How many publications have a connection at once. One whose files are still being made keeps its place for as long as
 * its key takes to sign, so a part of the places is for those that need one only to write down what is ready: none of
 * them ever waits for a key. Any thread.
 */
final class Places {

    enum Stay {
        /** While files are being made. */
        LONG,
        /** For what is ready. */
        BRIEF
    }

    private final int most;
    private final int mostLong;
    private final int mostAhead;

    /** Guarded by this, as is all below. */
    private final Queue<WaitingForPlace> brief = new ArrayDeque<>();

    private final Queue<WaitingForPlace> lasting = new ArrayDeque<>();
    private int taken;
    private int takenLong;

    /**
     * Places, all of them free.
     *
     * @param most in all
     * @param mostLong of these, for long stays
     * @param mostAhead taken in all when one is still given ahead of time
     */
    Places(int most, int mostLong, int mostAhead) {
        this.most = most;
        this.mostLong = mostLong;
        this.mostAhead = mostAhead;
    }

    /** One that ends once, however often it is said. */
    final class TakenPlace {
        private final Stay stay;
        private boolean ended;

        private TakenPlace(Stay stay) {
            this.stay = stay;
        }

        void end() {
            synchronized (Places.this) {
                if (ended) {
                    return;
                }
                ended = true;
                taken--;
                if (stay == Stay.LONG) {
                    takenLong--;
                }
            }
            giveToNext();
        }
    }

    /** Whoever waits, until there is a place or until he no longer wants it. */
    final class WaitingForPlace {
        private final Promise<TakenPlace> promise = Promise.promise();
        private final Stay stay;

        private WaitingForPlace(Stay stay) {
            this.stay = stay;
        }

        Future<TakenPlace> place() {
            return promise.future();
        }

        /** Fails what is waited for, unless there is a place already. */
        void giveUp(Throwable why) {
            synchronized (Places.this) {
                queue(stay).remove(this);
            }
            promise.tryFail(why);
        }
    }

    /** A place for a long stay that is not needed yet: only while there are plenty. */
    synchronized Optional<TakenPlace> ahead() {
        return taken < mostAhead && takenLong < mostLong && lasting.isEmpty()
                ? Optional.of(take(Stay.LONG))
                : Optional.empty();
    }

    WaitingForPlace await(Stay stay) {
        var waiting = new WaitingForPlace(stay);
        synchronized (this) {
            queue(stay).add(waiting);
        }
        giveToNext();
        return waiting;
    }

    private void giveToNext() {
        while (true) {
            WaitingForPlace next;
            TakenPlace place;
            synchronized (this) {
                next = next();
                if (next == null) {
                    return;
                }
                place = take(next.stay);
            }
            if (!next.promise.tryComplete(place)) {
                place.end();
            }
        }
    }

    /** Held: this. */
    private @Nullable WaitingForPlace next() {
        if (taken == most) {
            return null;
        }
        var first = brief.poll();
        return first != null || takenLong == mostLong ? first : lasting.poll();
    }

    /** Held: this. */
    private TakenPlace take(Stay stay) {
        taken++;
        if (stay == Stay.LONG) {
            takenLong++;
        }
        return new TakenPlace(stay);
    }

    private Queue<WaitingForPlace> queue(Stay stay) {
        return stay == Stay.BRIEF ? brief : lasting;
    }
}
