package dev.countersign.store.postgres;

import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.util.function.Supplier;

/**
 * Checks that each connection keeps a session of PostgreSQL of its own. Leadership, wake-ups and settings belong to a
 * session, so a pooler that lends sessions for one transaction at a time would break them without an error.
 */
final class Pooler {
    private static final String MARK = "select set_config('countersign.mark', 'first', false)";
    private static final String IS_MARKED = "select coalesce(current_setting('countersign.mark', true), '') = 'first'";
    private static final String BACKEND = "select pg_backend_pid()";

    private final String place;
    private final Supplier<Future<PgConnection>> connect;

    /** @param connect opens another connection to the same place */
    Pooler(String place, Supplier<Future<PgConnection>> connect) {
        this.place = place;
        this.connect = connect;
    }

    /** Fails with {@link Unavailable} when the connection does not keep its session. */
    Future<Void> check(PgConnection connection) {
        // A pooler gives its clients process numbers of its own, for cancelling.
        return connection
                .query(BACKEND)
                .execute()
                .compose(rows -> rows.iterator().next().getInteger(0) == connection.processId()
                        ? Future.succeededFuture()
                        : keepsItsSession(connection).compose(keeps -> keeps ? Future.succeededFuture() : refused()));
    }

    /** Marks the session, makes another connection take a session in a transaction, and looks for the mark. */
    private Future<Boolean> keepsItsSession(PgConnection connection) {
        return connection
                .query(MARK)
                .execute()
                .compose(_ -> connect.get())
                .compose(other -> isMarked(other)
                        .compose(shared -> shared
                                ? Future.succeededFuture(false)
                                : other.query("begin").execute().compose(_ -> isMarked(connection)))
                        .recover(error -> error instanceof PgException
                                ? Future.succeededFuture(false)
                                : Future.failedFuture(error))
                        .andThen(_ -> other.close()));
    }

    private static Future<Boolean> isMarked(PgConnection connection) {
        return connection
                .query(IS_MARKED)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Future<Void> refused() {
        return Future.failedFuture(
                Unavailable.untilCorrected("the pooler at " + place + " lends a session of PostgreSQL for one"
                        + " transaction only (expected: pool_mode = session, or PostgreSQL's own address)"));
    }
}
