package dev.countersign.app;

import dev.countersign.http.Freshness;
import dev.countersign.publish.Observer;
import dev.countersign.publish.Obstacle;
import dev.countersign.repository.Head;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Unavailable;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node that serves alone may answer: only while it leads and has read what was committed before it led.
 * Another node may have gone on after leadership was lost, and no client that saw its publications may be answered with
 * older ones. Written by the publisher's thread, read by any.
 */
final class Standing implements Observer {

    private static final String WAITS = "waiting for PostgreSQL to say which node serves this database";
    private static final String ANOTHER =
            "another Countersign serves this database; this one takes over when that one ends"
                    + " (for several at once, set redis.url on each)";

    private final Observer next;
    private final Conditions conditions;
    private volatile boolean leads;
    private volatile boolean serves;

    Standing(Observer next, Conditions conditions, Latest latest) {
        this.next = next;
        this.conditions = conditions;
        latest.onAdvance(_ -> caughtUp());
        conditions.waitFor(Condition.PUBLISHER, WAITS);
    }

    Freshness freshness() {
        Future<Void> fresh = Future.succeededFuture();
        return () -> serves ? fresh : Future.failedFuture(new Unavailable(WAITS));
    }

    @Override
    public void leading(boolean nowLeads) {
        leads = nowLeads;
        if (nowLeads) {
            conditions.waitFor(Condition.PUBLISHER, "recovering: reading what was committed last");
        } else {
            serves = false;
            conditions.waitFor(Condition.PUBLISHER, WAITS);
        }
        next.leading(nowLeads);
    }

    /** What came of asking to lead in vain. @param known whether it is because another node does */
    void refused(boolean known) {
        if (!leads) {
            conditions.waitFor(Condition.PUBLISHER, known ? ANOTHER : WAITS);
        }
    }

    /** Recovery ends, like every publication, by telling readers what is newest. */
    private void caughtUp() {
        if (leads) {
            serves = true;
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
