package dev.countersign.mirror;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers that the thread of a mirror waits for, never without a limit. */
final class StoreAnswer {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private StoreAnswer() {}

    static <T> T await(Future<T> answer) {
        try {
            return answer.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MirrorFailure.Away("the database did not answer within " + LONGEST.toSeconds() + " s");
        }
    }
}
