package dev.countersign.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A connection of its own that somebody depends on for as long as it lives: it is asked for a sign of life at every
 * heartbeat, so that its end is noticed on both sides even when the network says nothing.
 */
final class WatchedConnection {
    /** Heartbeats that may be missed before either side gives the other up. */
    private static final int PATIENCE = 5;

    private final Vertx vertx;
    private final PgConnection connection;
    private final Duration heartbeat;
    private final Promise<Void> ended = Promise.promise();
    private final long timer;

    private WatchedConnection(Vertx vertx, PgConnection connection, Duration heartbeat) {
        this.vertx = vertx;
        this.connection = connection;
        this.heartbeat = heartbeat;
        this.timer = vertx.setPeriodic(heartbeat.toMillis(), _ -> beat());
        connection.closeHandler(_ -> end());
    }

    static Future<WatchedConnection> open(Postgres postgres, Duration heartbeat) {
        var silence = Long.toString(patience(heartbeat).toMillis());
        return postgres.connect(Map.of("idle_session_timeout", silence))
                .map(connection -> new WatchedConnection(postgres.vertx(), connection, heartbeat));
    }

    PgConnection connection() {
        return connection;
    }

    /** Completes, and never fails, when the connection is of no use any more, whoever ended it. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Ends it now; the server hears of it in its own time. */
    void close() {
        end();
        connection.close();
    }

    private void end() {
        vertx.cancelTimer(timer);
        ended.tryComplete();
    }

    private void beat() {
        connection
                .query("select 1")
                .execute()
                .timeout(patience(heartbeat).toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(_ -> close());
    }

    private static Duration patience(Duration heartbeat) {
        return heartbeat.multipliedBy(PATIENCE);
    }
}
