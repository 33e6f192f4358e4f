package dev.countersign.repository;

import io.vertx.core.Future;

/**
 * Which publication of a repository is the newest, as far as any node knows. A reader asks before it answers with the
 * timestamp, so that a client that saw publication n from one node never gets n-1 from another.
 */
public interface CurrentPublication {

    /**
     * The newest committed publication number; answers from PostgreSQL when the register is not reachable. Once a
     * removal was told, it fails with {@link RepositoryException.Gone} or answers with a number that none ever has.
     */
    Future<Long> newest();

    /** Tells every node of a committed publication; failing to tell is never an error, only slower. */
    Future<Void> announce(long publication);
}
