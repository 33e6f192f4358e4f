package dev.countersign.repository;

import io.vertx.core.Future;
import java.time.Instant;

/** The clock of the store, which may be another machine's. It is only compared with ours; nothing is dated by it. */
@FunctionalInterface
public interface StoreClock {
    Future<Instant> now();
}
