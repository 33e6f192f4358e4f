package dev.countersign.repository;

import java.time.Instant;

/**
 * A change on its way into the journal. A held submission is durable like any other but does not by itself cause a
 * publication; the next publication applies it in its turn.
 */
public record Submission(TaskId task, Change change, boolean held, Instant submittedAt) {}
