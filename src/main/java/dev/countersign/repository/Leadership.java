package dev.countersign.repository;

import io.vertx.core.Future;

/**
 * At most one node publishes at a time, as long as the database says so. Safety does not depend on it: the
 * compare-and-swap of {@link Publications} stops a node that only thinks it leads.
 */
public interface Leadership {

    /** Completes once this node leads; may take for ever. */
    Future<Term> acquire();

    /** A time of leading. */
    interface Term {
        /** Completes when leadership is lost or given up. */
        Future<Void> ended();

        /** Gives leadership up. */
        Future<Void> release();
    }
}
