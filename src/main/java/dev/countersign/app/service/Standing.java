package dev.countersign.app.service;

import dev.countersign.http.Freshness;
import dev.countersign.node.LiveRepository;
import dev.countersign.repository.Leadership.Term;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node that serves alone may answer for a repository: it must lead beyond doubt, and must have read what was
 * committed before it led. Once leadership is lost another node may have gone on, and clients that have seen its
 * publications must not be answered with older ones. This is asked after a request has come in: one that waited while the
 * process stood still, or while a busy machine was late with its heartbeats, is answered if PostgreSQL confirms now that
 * this node has led all the time. Any thread.
 */
final class Standing {

    private static final String WAITS = "waiting for PostgreSQL to say which node serves this database";
    private static final String ANOTHER =
            "another Countersign serves this database; this one takes over when that one ends"
                    + " (for several at once, set redis.url on each)";

    private static final String UNCERTAIN = "PostgreSQL has not confirmed for some seconds that this node leads";

    private static final Future<Void> FRESH = Future.succeededFuture();

    private final Conditions conditions;

    /** Written while holding this; null while this node follows. */
    private volatile @Nullable Term term;

    Standing(Conditions conditions) {
        this.conditions = conditions;
        conditions.waitFor(Condition.PUBLISHER, WAITS);
    }

    Freshness freshness(LiveRepository repository) {
        return () -> {
            var current = term;
            if (current == null) {
                return Future.failedFuture(new Unavailable(WAITS));
            }
            return current.isCertain()
                    ? read(repository, current)
                    : current.confirmed()
                            .recover(error -> Future.failedFuture(new Unavailable(UNCERTAIN, error)))
                            .compose(_ -> repository.readUnder(current))
                            .compose(_ -> stillCertain(current));
        };
    }

    private Future<Void> read(LiveRepository repository, Term current) {
        var read = repository.readUnder(current);
        return read.succeeded() ? FRESH : read.compose(_ -> stillCertain(current));
    }

    private Future<Void> stillCertain(Term current) {
        return current.equals(term) && current.isCertain() ? FRESH : Future.failedFuture(new Unavailable(UNCERTAIN));
    }

    synchronized void leading(Term begun) {
        term = begun;
        conditions.waitFor(Condition.PUBLISHER, "recovering: reading what was committed last");
    }

    /** What had expired before has been looked at. */
    synchronized void caughtUp(Term current) {
        if (current.equals(term)) {
            conditions.met(Condition.PUBLISHER);
        }
    }

    /** Publishers notice late: they may be in the middle of a publication. */
    synchronized void ended(Term over) {
        if (over.equals(term)) {
            term = null;
            conditions.waitFor(Condition.PUBLISHER, WAITS);
        }
    }

    /**
     * What came of asking to lead in vain.
     *
     * @param known whether it is because another node leads
     */
    synchronized void refused(boolean known) {
        if (term == null) {
            conditions.waitFor(Condition.PUBLISHER, known ? ANOTHER : WAITS);
        }
    }
}
