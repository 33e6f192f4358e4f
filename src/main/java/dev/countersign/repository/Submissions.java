package dev.countersign.repository;

import io.vertx.core.Future;

/**
 * Where changes are handed in. The future succeeds once the submission is durable; it fails with {@link
 * RepositoryException.Busy} when too much waits already, and then nothing was kept.
 */
@FunctionalInterface
public interface Submissions {
    Future<Void> submit(Submission submission);
}
