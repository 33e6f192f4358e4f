package dev.countersign.store.postgres;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A connection of its own that somebody depends on for as long as it lives: it is asked for a sign of life at every
 * heartbeat, so that its end is noticed on both sides even when the network says nothing.
 *
 * <p>The server ends a session that was silent for {@link #SERVER_PATIENCE}. Its silence begins after it has received a
 * heartbeat, so later than that heartbeat was sent: whoever counts from the moment a heartbeat that was answered was
 * sent, and takes no more than {@link #CERTAINTY}, knows that the session lives. What lies between the two is for
 * clocks that run at different rates.
 */
final class WatchedConnection {
    /** In heartbeats, like the next two: for so long after one was sent its answer proves that the session lives. */
    private static final int CERTAINTY = 3;

    /** After so long without an answer this side gives the other up. */
    private static final int PATIENCE = 4;

    private static final int SERVER_PATIENCE = 5;

    /** For a connection: one that was begun in an outage must not keep the next one waiting when it is over. */
    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    private final Postgres postgres;
    private final PgConnection connection;
    private final Duration heartbeat;
    private final LongSupplier nanos;
    private final Promise<Void> ended = Promise.promise();
    private final long timer;

    private final Coalesced<RowSet<Row>> question = new Coalesced<>(() -> run("select 1"));

    /** When the last statement that was answered was sent. */
    private final AtomicLong answeredSince;

    private WatchedConnection(
            Postgres postgres, PgConnection connection, Duration heartbeat, LongSupplier nanos, long requested) {
        this.postgres = postgres;
        this.connection = connection;
        this.heartbeat = heartbeat;
        this.nanos = nanos;
        this.answeredSince = new AtomicLong(requested);
        this.timer = postgres.vertx().setPeriodic(heartbeat.toMillis(), _ -> beat());
        connection.closeHandler(_ -> end());
    }

    /** @param nanos passes no slower than real time, also while this machine or process stands still */
    static Future<WatchedConnection> open(Postgres postgres, Duration heartbeat, LongSupplier nanos) {
        var silence = Long.toString(heartbeat.multipliedBy(SERVER_PATIENCE).toMillis());
        var requested = nanos.getAsLong();
        return postgres.connect(Map.of("idle_session_timeout", silence), ATTEMPT)
                .map(connection -> {
                    postgres.answers();
                    return new WatchedConnection(postgres, connection, heartbeat, nanos, requested);
                });
    }

    PgConnection connection() {
        return connection;
    }

    /** Whether the session lives, at this moment, beyond doubt. Any thread. */
    boolean isCertain() {
        return !ended.future().isComplete()
                && nanos.getAsLong() - answeredSince.get()
                        < heartbeat.multipliedBy(CERTAINTY).toNanos();
    }

    /**
     * Completes when {@link #isCertain}. In doubt it asks: the last heartbeats may have been late because this machine is
     * busy. Fails when there is no answer in time, or it proves nothing because it was too long on its way.
     */
    Future<Void> confirmed() {
        if (isCertain()) {
            return Future.succeededFuture();
        }
        return question.ask()
                .compose(_ -> isCertain()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Unavailable("PostgreSQL answers too late to prove anything")));
    }

    /** Completes, and never fails, when the connection is of no use any more, whoever ended it. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Runs one statement; any answer is a sign of life like that to a heartbeat. Without one, this side gives up. */
    Future<RowSet<Row>> run(String sql) {
        var sent = nanos.getAsLong();
        return connection
                .query(sql)
                .execute()
                .timeout(heartbeat.multipliedBy(PATIENCE).toMillis(), TimeUnit.MILLISECONDS)
                .andThen((_, failure) -> {
                    if (failure == null) {
                        answered(sent);
                    } else {
                        failed(failure, sent);
                    }
                });
    }

    /** Ends it now; the server hears of it in its own time. */
    void close() {
        end();
        connection.close();
    }

    private void end() {
        postgres.vertx().cancelTimer(timer);
        ended.tryComplete();
    }

    private void beat() {
        var _ = run("select 1");
    }

    private void failed(Throwable error, long sent) {
        if (error instanceof PgException) {
            answered(sent);
            return;
        }
        if (error instanceof TimeoutException && !ended.future().isComplete()) {
            postgres.fellSilent();
        }
        close();
    }

    private void answered(long sent) {
        answeredSince.accumulateAndGet(sent, Math::max);
    }
}
