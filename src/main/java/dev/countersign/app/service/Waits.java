package dev.countersign.app.service;

import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Units;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the main thread waits: each wait has a limit, and ends early when the process is to stop. */
public final class Waits {

    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final BooleanSupplier givesUp;

    /** @param givesUp asked a few times a second; once it is true, waiting ends with {@link Stopped} */
    public Waits(BooleanSupplier givesUp) {
        this.givesUp = givesUp;
    }

    /** Waiting was given up because the process was asked to stop. */
    static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1;

        Stopped() {
            super("asked to stop", null, false, false);
        }
    }

    /** The result; a failure becomes the sentence to stop with. */
    public <T> T on(Future<T> future, Duration limit, String what) {
        if (isComplete(future, limit)) {
            return result(future, what);
        }
        throw StartFailure.unavailable(what + " took longer than " + Units.text(limit) + "; the log says more");
    }

    /**
     * Tries until the store is not away, however often, and returns the result.
     *
     * @param limit of one attempt
     * @param away told of each one that does
     */
    <T> T persistently(Supplier<Future<T>> attempt, Duration limit, String what, Consumer<Unavailable> away) {
        while (true) {
            var future = attempt.get();
            if (!isComplete(future, limit) || !(future.cause() instanceof Unavailable failure) || !failure.passes()) {
                return on(future, limit, what);
            }
            away.accept(failure);
            pause(failure.retryAfter());
        }
    }

    /** However long it takes. */
    void forEver(Future<Void> future, String what) {
        while (!isComplete(future)) {
            // isComplete waits a little each time
        }
        result(future, what);
    }

    private void pause(Duration time) {
        var _ = isComplete(Promise.promise().future(), time);
    }

    private boolean isComplete(Future<?> future, Duration limit) {
        for (var waited = Duration.ZERO; waited.compareTo(limit) < 0; waited = waited.plus(GLANCE)) {
            if (isComplete(future)) {
                return true;
            }
        }
        return false;
    }

    /** Waits a moment for the future. Returns whether it is complete, successful or not. */
    private boolean isComplete(Future<?> future) {
        if (givesUp.getAsBoolean()) {
            throw new Stopped();
        }
        try {
            future.otherwiseEmpty().await(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    private static <T> T result(Future<T> future, String what) {
        if (future.succeeded()) {
            return future.result();
        }
        var failure = future.cause();
        if (failure instanceof StartFailure start) {
            throw start;
        }
        LOG.debug("{} failed", what, failure);
        throw StartFailure.unavailable(
                failure instanceof Unavailable
                        ? String.valueOf(failure.getMessage())
                        : what + " failed: " + failure.getMessage());
    }
}
