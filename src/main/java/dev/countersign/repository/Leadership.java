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
         * Whether it is certain that nobody else leads at this moment. Cheap, from any thread: a node that answers
         * alone asks before each answer. It turns false before the database could give the lead to another node, even
         * if the network is silent or this process stood still; once the term has ended it stays false.
         */
        boolean isCertain();

        /**
         * Completes once that is certain, at once when it is. Otherwise the database is asked, which may be well and only
         * slow; fails when it does not confirm it in time.
         */
        Future<Void> confirmed();

        /** Completes when leadership is lost or given up. */
        Future<Void> ended();

        /** Gives leadership up. */
        Future<Void> release();
    }
}
