package dev.countersign.http;

import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asked before the newest of anything is answered: whether another node has shown something newer. */
@FunctionalInterface
public interface Freshness {
    /**
     * Completes when {@link Latest#view} is at least as new as anything any node has answered before this call; fails
     * with {@link Unavailable} when that cannot be known in time.
     */
    Future<Void> ensure();

    /** For one node alone, which always knows. */
    static Freshness ofOneNode() {
        var done = Future.<Void>succeededFuture();
        return () -> done;
    }

    /**
     * For several nodes on one database.
     *
     * @param catchUp brings {@code latest} up to a publication that another node has announced
     * @param atMost how long a reader waits for that
     */
    static Freshness ofSeveralNodes(
            CurrentPublication current, Latest latest, Function<Long, Future<Void>> catchUp, Duration atMost) {
        return () -> current.newest()
                .compose(newest ->
                        newest <= latest.view().head().publication() ? Future.succeededFuture() : catchUp.apply(newest))
                .timeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? new Unavailable("what is newest was not known within " + atMost.toSeconds() + " s")
                                : failure));
    }
}
