package dev.countersign.repository;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task.
 *
 * @param entry what was submitted
 * @param finishedAt when the publication that applied it was committed; null while it waits
 * @param outcome how it ended where that does not follow from the change itself; null for a finished change of targets
 *     means: every path was applied in its bin
 * @param bitLength of the bins it was applied to; 0 when there were none
 * @param decidedBy the publication that decided it before its turn, or a later one; 0 when none has
 */
public record TaskRecord(
        JournalEntry entry,
        @Nullable Instant finishedAt,
        @Nullable TaskOutcome outcome,
        int bitLength,
        long decidedBy) {

    /** One that is decided in its turn. */
    public TaskRecord(JournalEntry entry, @Nullable Instant finishedAt, @Nullable TaskOutcome outcome, int bitLength) {
        this(entry, finishedAt, outcome, bitLength, 0);
    }

    /** Whether it was decided before its turn, which has not come yet. */
    public boolean isAhead() {
        return finishedAt == null && decidedBy > 0;
    }

    /** How it ended, once it has. */
    public TaskOutcome ended() {
        return outcome != null ? outcome : TaskOutcome.asAsked(entry.change(), bitLength);
    }
}
