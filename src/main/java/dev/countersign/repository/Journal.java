package dev.countersign.repository;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The durable, totally ordered log of submitted changes.
 *
 * <p>Positions become visible in increasing order, across nodes: whoever has read up to position p will never later
 * find an entry at or below p that was not there. Publishing depends on this to finish tasks by position alone.
 */
public interface Journal {

    /**
     * Appends in the given order in one transaction. When the future succeeds, every submission is durable. When it
     * fails, none is, unless the outcome is unknown: then the caller submits again under the same task id, and a task
     * that is there already is left as it is.
     */
    Future<Void> append(List<Submission> submissions);

    /**
     * The next entries after a position, in order: none while every entry after the position is held; otherwise at
     * least one, at most {@code maxEntries}, and only the first may take the piece over {@code maxBytes}. The store may
     * end a piece earlier.
     */
    Future<Piece> after(long position, int maxEntries, long maxBytes);

    /** Whether anything after a position asks for publication (is not held), and how much waits. */
    Future<Backlog> backlog(long position);

    /**
     * The next root updates, signatures, ends of signing and adoptions after a position of which no outcome is recorded, in
     * order; as many as {@link #after} would give. One that was decided before its turn has an outcome already.
     */
    Future<Piece> undecided(long position, int maxEntries, long maxBytes);

    /** The entry of a task, applied or not; empty when it is not known any more. */
    Future<Optional<JournalEntry>> entry(TaskId task);

    /** The first bootstrap after a position, that is: accepted but not yet applied. */
    Future<Optional<TaskId>> bootstrapAfter(long position);

    /** A piece of the journal, and whether anything follows it for now. */
    record Piece(List<JournalEntry> entries, boolean more) {
        public static final Piece NOTHING = new Piece(List.of(), false);

        public Piece {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What waits: submissions after a position, whether any of them is not held, and when the first of them came.
     *
     * @param oldest by the clock of the node that took it; null when nothing waits
     */
    record Backlog(long submissions, boolean due, @Nullable Instant oldest) {}
}
