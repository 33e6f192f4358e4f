package dev.countersign.repository;

/**
 * A submission at its place in the journal. Positions grow in commit order and may have gaps.
 *
 * @param bytes how many the stored change has
 */
public record JournalEntry(long position, Submission submission, int bytes) {}
