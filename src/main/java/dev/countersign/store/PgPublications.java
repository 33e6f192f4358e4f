package dev.countersign.store;

import dev.countersign.repository.Head;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryCodec;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publications, each one transaction on a connection of its own: reads never queue behind a large one, and a connection
 * that misbehaves is closed rather than given back. One connection is kept for the next publication.
 */
public final class PgPublications implements Publications {
    private static final String CURRENT =
            "select publication, journal, committed_at, root, \"timestamp\", snapshot, targets, document from"
                    + " repository";
    private static final String NUMBER = "select publication from repository";

    /** The mark of an open publication. It is shared: whoever stalls is in nobody's way until somebody else leads. */
    private static final String NUMBER_MARKED =
            "select publication, pg_advisory_xact_lock_shared(" + PgLeadership.OPEN_PUBLICATION + ") from repository";

    private final Postgres postgres;
    private final Retention retention;
    private final AtomicReference<@Nullable Spare> spare = new AtomicReference<>();

    private record Spare(PgConnection connection, int line) {}

    public PgPublications(Postgres postgres) {
        this.postgres = postgres;
        this.retention = new Retention(postgres);
    }

    @Override
    public Future<Committed> current() {
        return postgres.run(CURRENT, Tuple.tuple())
                .map(rows -> committed(rows.iterator().next()));
    }

    @Override
    public Future<Transaction> begin(long expected) {
        var kept = spare.getAndSet(null);
        if (kept == null || kept.line() != postgres.line()) {
            return connect().compose(connection -> begin(expected, connection));
        }
        // One that was lost while nobody used it says so only now.
        return begin(expected, kept.connection())
                .recover(error -> error instanceof Unavailable
                        ? connect().compose(connection -> begin(expected, connection))
                        : Future.failedFuture(error));
    }

    /** No other lock is taken here: the swap at the end decides. */
    private Future<Transaction> begin(long expected, PgConnection connection) {
        var transaction = new PgTransaction(postgres, this, connection, expected);
        var begun = postgres.bounded(connection.query("begin").execute());
        var number = postgres.run(connection, NUMBER_MARKED, Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong(0));
        return Future.all(begun, number)
                .compose(_ -> number.result() == expected
                        ? Future.<Transaction>succeededFuture(transaction)
                        : Future.failedFuture(new Superseded(expected)))
                .recover(error -> transaction.abandon().transform(_ -> Future.failedFuture(error)));
    }

    /** The number of the last committed publication. */
    Future<Long> number() {
        return postgres.run(NUMBER, Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong(0));
    }

    @Override
    public Future<Integer> sweepFiles(Instant before, int keep, int limit) {
        return retention.sweepFiles(before, keep, limit);
    }

    @Override
    public Future<Integer> sweepTasks(Instant before, int limit) {
        return retention.sweepTasks(before, limit);
    }

    @Override
    public Future<Void> redate(Instant now) {
        return retention.redate(now);
    }

    /** Closes the connection kept for the next publication; an open publication keeps its own until it ends. */
    public Future<Void> close() {
        var kept = spare.getAndSet(null);
        return kept == null ? Future.succeededFuture() : kept.connection().close();
    }

    /** Gets back a connection on which nothing is open or under way. */
    void giveBack(PgConnection connection) {
        var kept = new Spare(connection, postgres.line());
        connection.closeHandler(_ -> spare.compareAndSet(kept, null));
        if (!spare.compareAndSet(null, kept)) {
            connection.close();
        }
    }

    private Future<PgConnection> connect() {
        return postgres.connect();
    }

    private static Committed committed(Row row) {
        var head = new Head(
                row.getLong(0),
                row.getLong(1),
                Columns.instant(row, 2),
                row.getInteger(3),
                row.getInteger(4),
                row.getInteger(5),
                row.getInteger(6));
        var document = row.getBuffer(7);
        return new Committed(
                head, document == null ? new Repository.Empty() : RepositoryCodec.decode(Columns.bytes(document)));
    }
}
