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
        /**
         * Whether nobody else can lead at this moment. Cheap, from any thread: whoever answers alone asks before each
         * answer. It turns false some time before the database could give the lead to another node, however silent the
         * network and however long this process stood still, and for ever once the term has ended.
         */
        boolean isCertain();

        /** Completes when leadership is lost or given up. */
        Future<Void> ended();

        /** Gives leadership up. */
        Future<Void> release();
    }
}
