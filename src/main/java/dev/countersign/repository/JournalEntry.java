package dev.countersign.repository;

/** A submission at its place in the journal; positions grow in commit order and may have gaps. */
public record JournalEntry(long position, Submission submission) {}
