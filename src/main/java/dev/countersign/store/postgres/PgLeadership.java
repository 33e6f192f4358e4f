package dev.countersign.store.postgres;

import dev.countersign.repository.Leadership;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leadership as a PostgreSQL advisory lock of one session. The lock is asked for a few times in each heartbeat rather than
 * waited for, so that a candidate whose connection has died finds out and opens another. One acquire at a time.
 */
public final class PgLeadership implements Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(PgLeadership.class);
    /** How often a candidate asks in each heartbeat; readers and submissions wait until somebody leads. */
    private static final int TRIES = 4;

    /** Two numbers that name the lock which every open publication shares. */
    static final String OPEN_PUBLICATION = "3, 'head'::regclass::oid::int";

    // The rows that a publication of the last leader has written would otherwise keep those of the next one waiting,
    // for
    // as long as that leader stands still.
    private static final String END_PREDECESSORS = """
        select count(pg_terminate_backend(pid, 1000)) from pg_locks
        where locktype = 'advisory' and classid = 3 and objid = 'head'::regclass::oid and objsubid = 2
          and database = (select oid from pg_database where datname = current_database())
          and pid <> pg_backend_pid()\
        """;

    /** Two numbers that name the lock which whoever leads holds. */
    static final String LEADING = "2, 'head'::regclass::oid::int";

    private static final String TRY = "select pg_try_advisory_lock(" + LEADING + ")";

    private final Postgres postgres;
    private final Vertx vertx;
    private final Duration heartbeat;
    private final LongSupplier nanos;
    private volatile boolean closed;
    private volatile Consumer<Boolean> heldElsewhere = _ -> {};

    /** @param nanos passes no slower than real time, also while this machine or process stands still */
    public PgLeadership(Postgres postgres, LongSupplier nanos) {
        this.postgres = postgres;
        this.vertx = postgres.vertx();
        this.heartbeat = postgres.options().heartbeat();
        this.nanos = nanos;
    }

    @Override
    public Future<Term> acquire() {
        var term = Promise.<Term>promise();
        attempt(term, null);
        return term.future();
    }

    /** Called each time this node has asked in vain, with whether another node is known to lead. */
    public void onRefused(Consumer<Boolean> listener) {
        heldElsewhere = listener;
    }

    /** Stops asking; what {@link #acquire} still promised fails. A term that was given lasts until it is released. */
    public void close() {
        closed = true;
    }

    private void attempt(Promise<Term> term, @Nullable WatchedConnection candidate) {
        if (closed) {
            end(candidate);
            term.tryFail(new Unavailable("this node no longer asks to publish"));
            return;
        }
        (candidate == null ? WatchedConnection.open(postgres, heartbeat, nanos) : Future.succeededFuture(candidate))
                .onSuccess(connection -> ask(term, connection))
                .onFailure(error -> {
                    LOG.debug("cannot ask to publish: {}", error.getMessage());
                    heldElsewhere.accept(false);
                    retry(term, null);
                });
    }

    private void ask(Promise<Term> term, WatchedConnection candidate) {
        candidate
                .run(TRY)
                .map(rows -> rows.iterator().next().getBoolean(0))
                .onSuccess(leads -> {
                    if (leads) {
                        endPredecessors(candidate).onComplete(_ -> term.complete(new LockedTerm(candidate)));
                    } else {
                        heldElsewhere.accept(true);
                        retry(term, candidate);
                    }
                })
                .onFailure(_ -> {
                    heldElsewhere.accept(false);
                    end(candidate);
                    retry(term, null);
                });
    }

    /** Leads even if that is not allowed: the server ends such a transaction in time by itself. */
    private static Future<RowSet<Row>> endPredecessors(WatchedConnection leader) {
        return leader.run(END_PREDECESSORS).andThen((rows, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "cannot end what the last leader left unfinished, so publishing may wait for it: {}",
                        failure.getMessage());
            } else if (rows.iterator().next().getLong(0) > 0) {
                LOG.info(
                        "ended {} unfinished publication(s) of the last leader",
                        rows.iterator().next().getLong(0));
            }
        });
    }

    private void retry(Promise<Term> term, @Nullable WatchedConnection candidate) {
        var pause = candidate == null ? heartbeat : heartbeat.dividedBy(TRIES);
        vertx.setTimer(pause.toMillis(), _ -> attempt(term, candidate));
    }

    private static void end(@Nullable WatchedConnection candidate) {
        if (candidate != null) {
            candidate.close();
        }
    }

    /** A term that lasts as long as the connection that holds the lock. */
    private record LockedTerm(WatchedConnection connection) implements Term {
        @Override
        public boolean isCertain() {
            return connection.isCertain();
        }

        @Override
        public Future<Void> confirmed() {
            return connection.confirmed();
        }

        @Override
        public Future<Void> ended() {
            return connection.ended();
        }

        @Override
        public Future<Void> release() {
            connection.close();
            return connection.ended();
        }
    }
}
