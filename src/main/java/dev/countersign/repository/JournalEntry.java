package dev.countersign.repository;

/**
 * A submission at its place in the journal; positions grow in commit order and may have gaps.
 *
 * @param bytes of its change as stored
 */
public record JournalEntry(long position, Submission submission, int bytes) {}
