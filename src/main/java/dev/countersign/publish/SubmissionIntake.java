package dev.countersign.publish;

import dev.countersign.repository.Journal;
import dev.countersign.repository.Receipt;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.Submission;
import dev.countersign.repository.Submissions;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Takes submissions into the journal by group commit: those that arrive while one insert is under way go into the next
 * one together. So the number of commits depends on the database and not on the callers.
 *
 * <p>Owned by one Vert.x context: every method is called on it, and the journal answers on it.
 */
public final class SubmissionIntake implements Submissions {

    /**
     * Bounds on what is in memory.
     *
     * @param submissions waiting to become durable before callers are told to come again
     * @param targets in those submissions together
     * @param batch submissions in one insert
     */
    public record Bounds(int submissions, int targets, int batch) {
        public static final Bounds DEFAULT = new Bounds(8_192, 500_000, 1_024);
    }

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private record Queued(Submission submission, int targets, long memory, Promise<Receipt> receipt) {
        void notTaken(Throwable cause) {
            if (cause instanceof RepositoryException reason) {
                receipt.complete(new Receipt.NotTaken(reason));
            } else {
                receipt.fail(cause);
            }
        }
    }

    private final Journal journal;
    private final Bounds limits;
    private final IntakeMemory memory;
    private final Runnable appended;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private int targetsWaiting;
    private boolean appending;
    private boolean closed;

    /**
     * One with nothing in it.
     *
     * @param memory shared with all other repositories
     * @param appended called after each insert that succeeded
     */
    public SubmissionIntake(Journal journal, Bounds limits, IntakeMemory memory, Runnable appended) {
        this.journal = journal;
        this.limits = limits;
        this.memory = memory;
        this.appended = appended;
    }

    @Override
    public Future<Receipt> submit(Submission submission) {
        if (closed) {
            return refused(new RepositoryException.Stopping());
        }
        var targets = submission.change().targets();
        var bytes = submission.change().memory();
        if (queue.size() >= limits.submissions()
                || (targetsWaiting > 0 && targetsWaiting + targets > limits.targets())
                || !memory.take(bytes, isIdle())) {
            return refused(new RepositoryException.Busy(RETRY_AFTER));
        }
        var waiting = new Queued(submission, targets, bytes, Promise.promise());
        queue.add(waiting);
        targetsWaiting += targets;
        appendNext();
        return waiting.receipt().future();
    }

    private static Future<Receipt> refused(RepositoryException reason) {
        return Future.succeededFuture(new Receipt.NotTaken(reason));
    }

    /** Whether nothing waits. */
    public boolean isIdle() {
        return !appending && queue.isEmpty();
    }

    /** Takes nothing more; completes when everything taken is durable or refused. */
    public Future<Void> close() {
        closed = true;
        completeWhenDrained();
        return drained.future();
    }

    private void appendNext() {
        if (appending || queue.isEmpty()) {
            return;
        }
        appending = true;
        var batch = takeBatch();
        var _ = journal.append(batch.stream().map(Queued::submission).toList()).onComplete(result -> {
            appending = false;
            giveBack(batch);
            if (result.succeeded()) {
                appended.run();
                batch.forEach(waiting -> waiting.receipt().complete(new Receipt.Durable()));
            } else {
                batch.forEach(waiting -> waiting.notTaken(result.cause()));
                refuseThoseWaiting(result.cause());
            }
            appendNext();
            completeWhenDrained();
        });
    }

    /** Those that wait are refused too: the next insert would probably fail as well, after as long a wait. */
    private void refuseThoseWaiting(Throwable cause) {
        if (cause instanceof Unavailable) {
            giveBack(queue);
            queue.forEach(waiting -> waiting.notTaken(cause));
            queue.clear();
            targetsWaiting = 0;
        }
    }

    private void giveBack(Collection<Queued> done) {
        memory.giveBack(done.stream().mapToLong(Queued::memory).sum());
    }

    private List<Queued> takeBatch() {
        var batch = new ArrayList<Queued>(Math.min(queue.size(), limits.batch()));
        while (!queue.isEmpty() && batch.size() < limits.batch()) {
            var waiting = queue.remove();
            targetsWaiting -= waiting.targets();
            batch.add(waiting);
        }
        return batch;
    }

    private void completeWhenDrained() {
        if (closed && isIdle()) {
            drained.tryComplete();
        }
    }
}
