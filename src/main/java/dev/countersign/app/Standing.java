package dev.countersign.app;

import dev.countersign.http.Freshness;
import dev.countersign.publish.Observer;
import dev.countersign.publish.Obstacle;
import dev.countersign.repository.Head;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Leadership.Term;
import dev.countersign.repository.Unavailable;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node that serves alone may answer: only while it leads beyond doubt and has read what was committed before
 * it led. Another node may have gone on after leadership was lost, and no client that saw its publications may be
 * answered with older ones. Asked anew for each request after it has come in, so that a request that waited while this
 * process stood still is not answered from before that. Any thread.
 */
final class Standing implements Observer {

    private static final String WAITS = "waiting for PostgreSQL to say which node serves this database";
    private static final String ANOTHER =
            "another Countersign serves this database; this one takes over when that one ends"
                    + " (for several at once, set redis.url on each)";

    private static final String UNCERTAIN = "PostgreSQL has not confirmed for some seconds that this node leads";

    private final Observer next;
    private final Conditions conditions;

    /** Guarded by this; null while this node follows. */
    private @Nullable Term term;

    /** The same term once what was committed before it has been read. */
    private volatile @Nullable Term serving;

    Standing(Observer next, Conditions conditions, Latest latest) {
        this.next = next;
        this.conditions = conditions;
        latest.onAdvance(_ -> caughtUp());
        conditions.waitFor(Condition.PUBLISHER, WAITS);
    }

    Freshness freshness() {
        Future<Void> fresh = Future.succeededFuture();
        return () -> {
            var current = serving;
            return current != null && current.isCertain()
                    ? fresh
                    : Future.failedFuture(new Unavailable(current == null ? WAITS : UNCERTAIN));
        };
    }

    @Override
    public synchronized void leading(Term begun) {
        term = begun;
        conditions.waitFor(Condition.PUBLISHER, "recovering: reading what was committed last");
        // At once, also in the middle of a publication, when the publisher does not look.
        begun.ended().onComplete(_ -> ended(begun));
        next.leading(begun);
    }

    @Override
    public void following() {
        next.following();
    }

    private synchronized void ended(Term over) {
        if (over.equals(term)) {
            term = null;
            serving = null;
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

    /** Recovery ends, like every publication, by telling readers what is newest. */
    private synchronized void caughtUp() {
        if (term != null) {
            serving = term;
            conditions.met(Condition.PUBLISHER);
        }
    }

    @Override
    public void progress(String what) {
        next.progress(what);
    }

    @Override
    public void published(Head head, int submissions, int files, long bytes, Duration took) {
        next.published(head, submissions, files, bytes, took);
    }

    @Override
    public void expiries(Map<RoleName, Instant> topLevel, Instant firstDelegated) {
        next.expiries(topLevel, firstDelegated);
    }

    @Override
    public void blocked(@Nullable Obstacle why) {
        next.blocked(why);
    }

    @Override
    public void failed(RuntimeException cause) {
        next.failed(cause);
    }

    @Override
    public void swept(int removed) {
        next.swept(removed);
    }
}
