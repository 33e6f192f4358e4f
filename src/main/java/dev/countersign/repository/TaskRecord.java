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
 */
public record TaskRecord(
        JournalEntry entry,
        @Nullable Instant finishedAt,
        @Nullable TaskOutcome outcome,
        int bitLength) {

    /** How it ended, once it has. */
    public TaskOutcome ended() {
        return outcome != null ? outcome : TaskOutcome.asAsked(entry.change(), bitLength);
    }
}
