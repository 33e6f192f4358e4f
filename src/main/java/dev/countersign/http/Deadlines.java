package dev.countersign.http;

import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ends the wait for an answer when its time is over. All that are overdue are looked for together, four times a second: a timer
 * for each request costs more than everything else about waiting for it. Any thread.
 */
final class Deadlines {
    private static final long LOOK_MILLIS = 250;

    private final LongSupplier nanos;
    private final Set<AwaitedAnswer> waiting = ConcurrentHashMap.newKeySet();

    Deadlines(Vertx vertx) {
        this(System::nanoTime);
        vertx.setPeriodic(LOOK_MILLIS, _ -> look());
    }

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    Deadlines(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private static final class AwaitedAnswer {
        final Promise<Answer> promise = Promise.promise();
        final Duration limit;
        final long until;

        AwaitedAnswer(Duration limit, long until) {
            this.limit = limit;
            this.until = until;
        }
    }

    /** The same answer, or {@link Unavailable} soon after the limit. */
    Future<Answer> within(Duration limit, Future<Answer> answer) {
        if (answer.isComplete()) {
            return answer;
        }
        var waits = new AwaitedAnswer(limit, nanos.getAsLong() + limit.toNanos());
        waiting.add(waits);
        answer.onComplete(done -> {
            if (waiting.remove(waits)) {
                waits.promise.handle(done);
            }
        });
        return waits.promise.future();
    }

    void look() {
        var now = nanos.getAsLong();
        var overdue = waiting.stream().filter(waits -> now - waits.until >= 0).toList();
        for (var waits : overdue) {
            // Or its answer has come just now.
            if (waiting.remove(waits)) {
                waits.promise.fail(new Unavailable("no answer within " + waits.limit.toSeconds() + " s"));
            }
        }
    }
}
