package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Timing;
import dev.countersign.concurrent.Backoff;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asking again until there is an answer: pauses that grow from 50 ms to 2 s, never past the time allowed.
 * Servers that hold their answer until something changed make the pauses rare.
 */
public final class Polling {
    private final Timing timing;
    private final Consumer<CliFailure> onTrouble;
    private final long deadline;
    private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    Polling(Duration timeout, Timing timing) {
        this(timeout, timing, _ -> {});
    }

    /** One try each. */
    public static Polling never() {
        return new Polling(Duration.ZERO, Timing.SYSTEM);
    }

    /** @param onTrouble told of each failure after which a request is sent again */
    Polling(Duration timeout, Timing timing, Consumer<CliFailure> onTrouble) {
        this.timing = timing;
        this.onTrouble = onTrouble;
        this.deadline = timing.nanos() + timeout.toNanos();
    }

    /**
     * Asks until the question has an answer.
     *
     * @param onTimeout makes the failure for when the time ran out
     */
    public <T> T until(Supplier<Optional<T>> question, Supplier<CliFailure> onTimeout) {
        while (true) {
            var answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            pause(backoff.next(), onTimeout);
        }
    }

    /**
     * Sends a request until the server takes it. It waits when the server is busy, as long as that asks for, and when
     * the server is away. A request that may do something twice, or cannot succeed, is not sent again.
     */
    public <T> T whenNotBusy(Supplier<T> request) {
        while (true) {
            try {
                return request.get();
            } catch (CliFailure failure) {
                var again = failure.againAfter().orElseThrow(() -> failure);
                onTrouble.accept(failure);
                pause(again, () -> failure);
            }
        }
    }

    private void pause(Duration wanted, Supplier<CliFailure> onTimeout) {
        var left = Duration.ofNanos(deadline - timing.nanos());
        if (!left.isPositive()) {
            throw onTimeout.get();
        }
        try {
            timing.sleep(Collections.min(List.of(wanted, left)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new CliFailure.TimedOut(
                    "interrupted while waiting: " + onTimeout.get().getMessage());
            interrupted.addSuppressed(e);
            throw interrupted;
        }
    }
}
