package dev.countersign.publish;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long the publisher's thread waits for an answer from outside: never without a limit. */
record AnswerLimit(Duration longest) {

    /** There was no answer in time; whether the request had an effect is not known. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoAnswer(Duration waited, Throwable cause) {
            super("no answer within " + waited.toSeconds() + " s", cause);
        }
    }

    /**
     * The result, or the failure thrown.
     *
     * @throws NoAnswer after the limit
     */
    <T> T await(Future<T> future) {
        try {
            return future.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NoAnswer(longest, e);
        }
    }

    /**
     * The result, or the failure thrown, of work that may take long as long as it gives signs of life.
     *
     * @throws NoAnswer when there was none during the limit
     */
    <T> T await(Future<T> future, SignsOfLife signs) {
        while (true) {
            try {
                return await(future);
            } catch (NoAnswer e) {
                if (!signs.anyNew()) {
                    throw e;
                }
            }
        }
    }
}
