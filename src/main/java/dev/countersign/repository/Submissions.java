package dev.countersign.repository;

import io.vertx.core.Future;

/**
 * Where changes are handed in. The future succeeds once the submission is durable or refused; it fails only with what
 * nobody could foresee.
 */
@FunctionalInterface
public interface Submissions {
    Future<Receipt> submit(Submission submission);
}
