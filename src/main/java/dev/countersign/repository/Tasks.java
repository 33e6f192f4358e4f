package dev.countersign.repository;

import io.vertx.core.Future;
import java.util.Optional;

/** Looks tasks up. Results are kept as long as the retention of tasks says; after that a task is unknown. */
public interface Tasks {
    Future<Optional<TaskRecord>> find(TaskId task);
}
