package dev.countersign.publish;

import dev.countersign.repository.Publications;
import io.vertx.core.Future;
import java.time.Instant;

/**
 * Removes what no client can still need, a little at a time and beside publishing: files that the snapshot stopped
 * naming long ago, and results of old tasks. Roots stay for ever.
 *
 * <p>Owned by the publisher's thread; at most one sweep is under way.
 */
final class RetentionSweep {

    /** One sweep removes the old files of this many publications, more than can be made between two sweeps. */
    private static final int PUBLICATIONS_A_SWEEP = 200;

    private static final int TASKS_A_SWEEP = 5_000;

    private final Publications publications;
    private final RetentionSettings settings;
    private final Observer observer;
    private Future<?> sweep = Future.succeededFuture();
    private final Interval interval;

    RetentionSweep(Publications publications, RetentionSettings settings, Observer observer) {
        this.publications = publications;
        this.settings = settings;
        this.observer = observer;
        this.interval = new Interval(settings.interval());
    }

    /** Starts a sweep if it is time; never waits. */
    void tick(Instant now) {
        if (!sweep.isComplete() || !interval.isOver(now)) {
            return;
        }
        sweep = publications
                .sweepFiles(now.minus(settings.fileAge()), settings.publications(), PUBLICATIONS_A_SWEEP)
                .compose(files -> publications
                        .sweepTasks(now.minus(settings.taskAge()), TASKS_A_SWEEP)
                        .map(tasks -> files + tasks))
                .andThen((swept, failure) -> {
                    if (failure == null) {
                        observer.swept(swept);
                    } else {
                        observer.failed(new SweepFailed(failure));
                    }
                });
    }

    /** Old files stay until a later sweep succeeds. */
    static final class SweepFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        SweepFailed(Throwable cause) {
            super("removing old metadata failed and will be tried again: " + cause.getMessage(), cause);
        }
    }
}
