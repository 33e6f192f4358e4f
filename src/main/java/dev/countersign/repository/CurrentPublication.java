package dev.countersign.repository;

import io.vertx.core.Future;

/**
 * Which publication of a repository is the newest, as far as any node knows. A reader asks before it answers with the
 * timestamp, so that a client that saw publication n from one node never gets n-1 from another.
 */
public interface CurrentPublication {

    /**
     * The newest committed publication number. When the register cannot be reached, PostgreSQL answers. For a
     * repository that was removed it fails with {@link RepositoryException.Gone}, or answers a number higher than any
     * there was.
     */
    Future<Long> newest();

    /** Tells every node of a committed publication. When that fails, nodes notice it later: it is no error. */
    Future<Void> announce(long publication);
}
