package dev.countersign.repository;

import io.vertx.core.Future;
import java.time.Instant;

/** The clock of the store, which may be that of another machine: a second opinion, and nothing is dated by it. */
@FunctionalInterface
public interface StoreClock {
    Future<Instant> now();
}
