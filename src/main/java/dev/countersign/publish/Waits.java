package dev.countersign.publish;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for a port on the publisher's own thread, never without a limit. */
final class Waits {
    private Waits() {}

    /** The port did not answer in time; whether it acted is not known. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoAnswer(Duration waited, Throwable cause) {
            super("no answer within " + waited.toSeconds() + " s", cause);
        }
    }

    static <T> T await(Future<T> future, Duration limit) {
        try {
            return future.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NoAnswer(limit, e);
        }
    }
}
