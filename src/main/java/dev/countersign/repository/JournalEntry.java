package dev.countersign.repository;

import java.time.Instant;

/**
 * A {@link Submission} at its place in the journal. Positions grow in commit order and may have gaps.
 *
 * @param bytes how many the stored change has
 */
public record JournalEntry(long position, TaskId task, Change change, boolean held, Instant submittedAt, int bytes) {}
