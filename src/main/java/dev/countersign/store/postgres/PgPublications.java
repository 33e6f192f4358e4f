package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryCodec;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.postgres.Places.Stay;
import dev.countersign.store.postgres.Places.TakenPlace;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.PublicLog;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Publications of one repository, each one transaction on a connection of its own. */
public final class PgPublications implements Publications {
    private static final String CURRENT =
            "select publication, journal, committed_at, root, \"timestamp\", snapshot, targets, document, log from head"
                    + " where repository = $1";
    private static final String LOG_KEY = "select seed from log_key where repository = $1";
    private static final String NUMBER = "select publication from head where repository = $1";

    /** The mark of an open publication. It is shared: whoever stalls is in nobody's way until somebody else leads. */
    private static final String NUMBER_MARKED = "select publication, pg_advisory_xact_lock_shared("
            + PgLeadership.OPEN_PUBLICATION + ") from head where repository = $1";

    private final PublicationConnections connections;
    private final Postgres postgres;
    private final RepositoryId repository;
    private final PgRetention retention;

    public PgPublications(PublicationConnections connections, RepositoryId repository) {
        this.connections = connections;
        this.postgres = connections.postgres();
        this.repository = repository;
        this.retention = new PgRetention(postgres, repository);
    }

    @Override
    public Future<Committed> current() {
        return postgres.run(CURRENT, key()).map(rows -> committed(only(rows)));
    }

    @Override
    public Future<Transaction> begin(long expected) {
        var transaction = new LazyTransaction(this, connections, expected);
        return connections.ahead().map(transaction::ahead).orElseGet(() -> Future.succeededFuture(transaction));
    }

    /** Fails with {@link Superseded} when the repository has moved on already. */
    Future<PgTransaction> open(long expected, TakenPlace place) {
        return connections
                .take(place)
                .compose(lent -> open(expected, lent.connection())
                        // One that was lost while nobody used it says so only now.
                        .recover(error -> error instanceof Unavailable && !lent.isNew()
                                ? openAnew(expected)
                                : Future.failedFuture(error)));
    }

    private Future<PgTransaction> openAnew(long expected) {
        return connections
                .await(Stay.LONG)
                .place()
                .compose(connections::takeNew)
                .compose(fresh -> open(expected, fresh.connection()));
    }

    /** No other lock is taken here: the swap at the end decides. */
    private Future<PgTransaction> open(long expected, PgConnection connection) {
        var transaction = new PgTransaction(connections, this, connection, expected);
        var begun = postgres.bounded(connection.query("begin").execute());
        var number = postgres.run(connection, NUMBER_MARKED, key())
                .map(rows -> only(rows).getLong(0));
        return Future.all(begun, number)
                .compose(_ -> number.result() == expected
                        ? Future.succeededFuture(transaction)
                        : Future.failedFuture(new Superseded(expected)))
                .recover(error -> transaction.abandon().transform(_ -> Future.failedFuture(error)));
    }

    @Override
    public Future<Optional<LogKey>> logKey() {
        return postgres.run(LOG_KEY, key())
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(
                                LogKey.of(Columns.bytes(rows.iterator().next().getBuffer(0)))));
    }

    /** The number of the last committed publication. */
    Future<Long> number() {
        return postgres.run(NUMBER, key()).map(rows -> only(rows).getLong(0));
    }

    int repository() {
        return repository.value();
    }

    private Tuple key() {
        return Tuple.of(repository.value());
    }

    private static Row only(RowSet<Row> rows) {
        var first = rows.iterator();
        if (!first.hasNext()) {
            throw new RepositoryException.Gone();
        }
        return first.next();
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
        var log = row.getBuffer(8);
        return new Committed(
                head,
                document == null
                        ? new Repository.Empty()
                        : decoded("its decisions", Columns.bytes(document), RepositoryCodec::decode),
                log == null ? null : decoded("its public log", Columns.bytes(log), PublicLog::decode));
    }

    private static <T> T decoded(String what, Bytes stored, Function<Bytes, T> decode) {
        try {
            return decode.apply(stored);
        } catch (RuntimeException unreadable) {
            throw new RepositoryException.Damaged("what is stored of " + what + " cannot be read", unreadable);
        }
    }
}
