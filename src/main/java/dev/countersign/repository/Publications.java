package dev.countersign.repository;

import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.PublicLog;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the repository moves forward. A publication is written in one transaction that ends with a
 * compare-and-swap on the publication number: before the commit nothing has happened, after it everything has.
 */
public interface Publications {

    /** The last committed state, from a fresh read. */
    Future<Committed> current();

    /**
     * Begins the transaction that will turn publication {@code expected} into {@code expected + 1}. Fails with {@link
     * Superseded} when it is found that the repository has moved on already; the commit finds that in any case.
     */
    Future<Transaction> begin(long expected);

    /**
     * Removes metadata files that no snapshot younger than {@code before} refers to. Keeps the files of the last {@code
     * keep} publications and all roots. One call goes through at most {@code limit} publications.
     *
     * @return how many files were removed
     */
    Future<Integer> sweepFiles(Instant before, int keep, int limit);

    /** Forgets tasks finished before an instant; at most {@code limit} in one call. Returns how many went. */
    Future<Integer> sweepTasks(Instant before, int limit);

    /**
     * Sets every date that is later than an instant to that instant, because a clock that was ahead has set it: when
     * publications were committed, and when files were replaced. Retention goes by these dates. The last publication
     * keeps its date until the next one.
     */
    Future<Void> redate(Instant now);

    /** The private key of the public log; empty before the log begins. For the publisher alone. */
    Future<Optional<LogKey>> logKey();

    /** An open publication. Exactly one of {@link #commit} and {@link #abandon} ends it. */
    interface Transaction {

        /** Adds files; may be called many times, so that a large publication never is in memory whole. */
        Future<Void> write(List<StoredFile> files);

        /**
         * Commits. Fails with {@link Superseded} when another node was first (nothing was written), with {@link
         * OutcomeUnknown} when the connection was lost while committing: then only {@link Publications#current} can
         * tell.
         */
        Future<Void> commit(Step step);

        /** Rolls back; never fails. */
        Future<Void> abandon();
    }

    /**
     * What a publication changes besides files.
     *
     * @param head the new head; {@code head.publication()} is the expected number plus one
     * @param repository the new decisions, or null when they did not change
     * @param retired files that the new snapshot no longer refers to
     * @param outcomes by journal position, only where the outcome does not follow from the change itself
     * @param bitLength of the bins after this publication; 0 when there are none
     * @param logged its entry in the public log; null when it makes no metadata
     */
    record Step(
            Head head,
            @Nullable Repository repository,
            List<RoleVersion> retired,
            Map<Long, TaskOutcome> outcomes,
            int bitLength,
            @Nullable Logged logged) {

        /** One that makes no metadata. */
        public Step(
                Head head,
                @Nullable Repository repository,
                List<RoleVersion> retired,
                Map<Long, TaskOutcome> outcomes,
                int bitLength) {
            this(head, repository, retired, outcomes, bitLength, null);
        }
    }

    /**
     * An entry of the public log.
     *
     * @param key made for it, when it is the first; otherwise null
     */
    record Logged(PublicLog.Appended appended, @Nullable LogKey key) {}

    /**
     * A committed state; {@code repository} is {@link Repository.Empty} before the first publication.
     *
     * @param log the public log as of this very publication; null before it begins
     */
    record Committed(
            Head head, Repository repository, @Nullable PublicLog log) {
        /** One whose log has not begun. */
        public Committed(Head head, Repository repository) {
            this(head, repository, null);
        }
    }

    /** Another node published first. */
    final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Superseded(long expected) {
            super("publication " + (expected + 1) + " was committed by another node");
        }
    }

    /** The database did not say whether the commit happened. */
    final class OutcomeUnknown extends RuntimeException {
        private static final long serialVersionUID = 1;

        public OutcomeUnknown(long number, Throwable cause) {
            super("publication " + number + ": the database did not answer the commit", cause);
        }
    }
}
