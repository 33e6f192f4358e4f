package dev.countersign.store.postgres;

import dev.countersign.json.CanonicalJson;
import dev.countersign.repository.AuditedChange;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Publications.OutcomeUnknown;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.Publications.Superseded;
import dev.countersign.repository.RepositoryCodec;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskOutcomeCodec;
import dev.countersign.repository.Unavailable;
import dev.countersign.transparency.Frontier;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One open publication. Called by one thread at a time.
 *
 * <p>Statements are sent ahead of their answers: files while the caller prepares the next ones, and the swap and the
 * commit together, behind the last files. That is safe because PostgreSQL refuses every statement after one that failed
 * and then turns the commit into a rollback. So a publication of one slice of files costs two round trips: one to
 * begin, one for all the rest.
 */
final class PgTransaction implements Publications.Transaction {
    private static final String WRITE = """
        insert into metadata (role, version, expires, bytes, repository)
        select *, $5::int from unnest($1::text[], $2::int[], $3::timestamptz[], $4::bytea[])\
        """;

    // A swap that does not match gives null ("case" without "else"), and so does a repository that is gone. The column
    // refuses null, so either is an error and not zero rows. Then the commit that was sent behind it cannot commit the
    // files alone.
    private static final String SWAP = """
        with swap as (
            update head set
                publication = case when publication = $1 then $2::bigint end,
                journal = $3, committed_at = $4, root = $5, "timestamp" = $6, snapshot = $7, targets = $8,
                document = coalesce($9::bytea, document), log = coalesce($16::bytea, log), due = null
            where repository = $15
            returning repository
        ), outcomes as (
            insert into outcome (position, outcome, repository)
            select *, $15::int from unnest($10::bigint[], $11::bytea[])
        ), audited as (
            insert into audit_outcome (repository, position, outcome)
            select $15::int, * from unnest($10::bigint[], $24::bytea[])
        ), entry as (
            insert into log_entry (repository, index, leaf, entry, publication, audited)
            select $15::int, $17::bigint, $18::bytea, $19::bytea, $2::bigint, $25::bigint where $17 is not null
        ), nodes as (
            insert into log_node (repository, level, index, hash)
            select $15::int, * from unnest($20::int[], $21::bigint[], $22::bytea[])
        ), key as (
            insert into log_key (repository, seed, created_at)
            select $15::int, $23::bytea, $4::timestamptz where $23 is not null
        ), retired as (
            insert into retired (repository, replaced_at, publication, roles, versions)
            select $15::int, $4::timestamptz, $2::bigint, $13::text[], $14::int[] where cardinality($13::text[]) > 0
        )
        insert into publication (repository, number, journal, committed_at, bit_length)
        values ((select repository from swap), $2, $3, $4, $12)\
        """;

    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String UNIQUE_VIOLATION = "23505";

    /** How long to wait for the answer to a rollback. */
    private static final Duration ROLLBACK = Duration.ofSeconds(1);

    private static final int SLICE_BYTES = 1 << 20;
    private static final int SLICE_FILES = 4096;

    private final PublicationConnections connections;
    private final Postgres postgres;
    private final PgPublications publications;
    private final PgConnection connection;
    private final long expected;
    private final Context turns;

    /** The last two slices handed in. The later one is sent when the slice before the earlier one was answered. */
    private Future<Void> earlier = Future.succeededFuture();

    private Future<Void> later = Future.succeededFuture();
    private boolean ended;

    /** A key may sign for longer than PostgreSQL lets a transaction stand idle. */
    private final long alive;

    /** Set by the connection's thread. */
    private volatile boolean lost;

    PgTransaction(
            PublicationConnections connections, PgPublications publications, PgConnection connection, long expected) {
        this.connections = connections;
        this.postgres = connections.postgres();
        this.publications = publications;
        this.connection = connection;
        this.expected = expected;
        this.turns = postgres.vertx().getOrCreateContext();
        this.alive = postgres.vertx()
                .setPeriodic(postgres.options().statementTimeout().toMillis() / 3, _ -> stayAlive());
        connection.closeHandler(_ -> {
            lost = true;
            postgres.vertx().cancelTimer(alive);
            connections.ended(connection);
        });
    }

    /**
     * {@inheritDoc} Succeeds while up to one slice of about 1 MB is still under way; if that fails, the next call
     * tells.
     */
    @Override
    public Future<Void> write(List<StoredFile> files) {
        if (ended) {
            return Future.failedFuture(new IllegalStateException("publication " + (expected + 1) + " has ended"));
        }
        slices(files).forEach(slice -> enqueue(columns(slice)));
        return earlier.recover(this::refused);
    }

    private void stayAlive() {
        // That it fails is told by the next call.
        var _ = inTurn(() -> postgres.bounded(connection.query("select 1").execute()));
    }

    private void enqueue(Tuple slice) {
        var sent = earlier.compose(
                _ -> inTurn(() -> postgres.run(connection, WRITE, slice).<Void>mapEmpty()));
        earlier = later;
        later = sent;
    }

    /**
     * Sends a statement behind those handed in before. It always goes through the queue of the context: a statement
     * sent from a callback must not overtake one that another thread has just handed in.
     */
    private <T> Future<T> inTurn(Supplier<Future<T>> statement) {
        return Future.future(promise -> turns.runOnContext(_ -> statement.get().onComplete(promise)));
    }

    @Override
    public Future<Void> commit(Step step) {
        if (ended) {
            return Future.failedFuture(new IllegalStateException("publication " + (expected + 1) + " has ended"));
        }
        ended();
        return earlier.transform(before -> before.succeeded() ? swapAndCommit(step) : rollback(before.cause()));
    }

    /** The last slice has been handed over when this is called; swap and commit follow it without waiting. */
    private Future<Void> swapAndCommit(Step step) {
        if (lost) {
            return Future.failedFuture(new Unavailable(
                    "the connection of publication " + (expected + 1) + " was lost before its commit was sent"));
        }
        var swap = columns(step);
        var swapped = inTurn(() -> postgres.run(connection, SWAP, swap).<Void>mapEmpty());
        // From here until it is answered the outcome may be unknown.
        var committed = inTurn(
                () -> postgres.bounded(connection.query("commit").execute()).<Void>mapEmpty());
        return Future.join(later, swapped, committed).transform(_ -> outcome(swapped, committed));
    }

    private Future<Void> outcome(Future<Void> swapped, Future<Void> committed) {
        var failure = firstFailure(List.of(later, swapped, committed));
        if (failure == null) {
            connections.giveBack(connection);
            return Future.succeededFuture();
        }
        // A statement before it was refused, so the commit that was answered was a rollback.
        if (committed.succeeded() && isAnswer(failure)) {
            connections.giveBack(connection);
            return refused(failure);
        }
        giveUp();
        return Future.failedFuture(new OutcomeUnknown(expected + 1, failure));
    }

    /** Also completes for a connection that ended before anybody watched it. */
    private void giveUp() {
        connection.close();
        connections.ended(connection);
    }

    private void ended() {
        ended = true;
        postgres.vertx().cancelTimer(alive);
    }

    private Future<Void> rollback(Throwable cause) {
        return end().compose(_ -> refused(cause));
    }

    @Override
    public Future<Void> abandon() {
        if (ended) {
            return Future.succeededFuture();
        }
        ended();
        return end();
    }

    /** When the rollback is not answered, closing the connection makes the server roll back. */
    private Future<Void> end() {
        return earlier.transform(_ -> inTurn(() -> connection.query("rollback").execute()))
                .timeout(ROLLBACK.toMillis(), TimeUnit.MILLISECONDS)
                .transform(done -> {
                    if (done.succeeded()) {
                        connections.giveBack(connection);
                    } else {
                        giveUp();
                    }
                    return Future.succeededFuture();
                });
    }

    /** A duplicate key or a failed swap usually means that another node published; the number shows it. */
    private Future<Void> refused(Throwable cause) {
        if (!isConflict(cause)) {
            return Future.failedFuture(cause);
        }
        return publications
                .number()
                .compose(number -> Future.failedFuture(number == expected ? cause : new Superseded(expected)));
    }

    /** Whether the server said so, rather than nothing. */
    private static boolean isAnswer(Throwable failure) {
        return failure instanceof PgException
                || (failure instanceof Unavailable && failure.getCause() instanceof PgException);
    }

    private static boolean isConflict(Throwable cause) {
        return cause instanceof PgException e
                && (UNIQUE_VIOLATION.equals(e.getSqlState()) || NOT_NULL_VIOLATION.equals(e.getSqlState()));
    }

    private static @Nullable Throwable firstFailure(List<Future<Void>> answers) {
        return answers.stream()
                .filter(Future::failed)
                .map(Future::cause)
                .findFirst()
                .orElse(null);
    }

    private static List<List<StoredFile>> slices(List<StoredFile> files) {
        var slices = new ArrayList<List<StoredFile>>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < files.size(); i++) {
            bytes += files.get(i).bytes().length();
            if (bytes >= SLICE_BYTES || i + 1 - from == SLICE_FILES || i + 1 == files.size()) {
                slices.add(files.subList(from, i + 1));
                from = i + 1;
                bytes = 0;
            }
        }
        return slices;
    }

    private Tuple columns(List<StoredFile> files) {
        var roles = new String[files.size()];
        var versions = new Integer[files.size()];
        var expires = new OffsetDateTime[files.size()];
        var bytes = new Buffer[files.size()];
        for (int i = 0; i < files.size(); i++) {
            var file = files.get(i);
            roles[i] = file.role().value();
            versions[i] = file.version();
            expires[i] = Columns.toColumn(file.expires());
            bytes[i] = Columns.toColumn(file.bytes());
        }
        return Tuple.of(roles, versions, expires, bytes, publications.repository());
    }

    private Tuple columns(Step step) {
        var head = step.head();
        var repository = step.repository();
        var positions = step.outcomes().keySet().toArray(Long[]::new);
        var outcomes = step.outcomes().values().stream()
                .map(outcome -> Columns.toColumn(TaskOutcomeCodec.encode(outcome)))
                .toArray(Buffer[]::new);
        var columns = Tuple.tuple()
                .addLong(expected)
                .addLong(head.publication())
                .addLong(head.journal())
                .addOffsetDateTime(Columns.toColumn(head.committedAt()))
                .addInteger(head.root())
                .addInteger(head.timestamp())
                .addInteger(head.snapshot())
                .addInteger(head.targets())
                .addBuffer(repository == null ? null : Columns.toColumn(RepositoryCodec.encode(repository)))
                .addArrayOfLong(positions)
                .addArrayOfBuffer(outcomes)
                .addInteger(step.bitLength())
                .addArrayOfString(Columns.roles(step.retired()))
                .addArrayOfInteger(Columns.versions(step.retired()))
                .addInteger(publications.repository());
        addLog(columns, step.logged());
        return columns.addArrayOfBuffer(auditOutcomes(step.outcomes().values())).addLong(audited(step.logged()));
    }

    private static Buffer[] auditOutcomes(Collection<TaskOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> Columns.toColumn(CanonicalJson.encodeAny(AuditedChange.outcome(outcome))))
                .toArray(Buffer[]::new);
    }

    /** Up to which position the entry covers the audit; null when it covers nothing that no entry before it does. */
    private static @Nullable Long audited(Publications.@Nullable Logged logged) {
        return logged == null || logged.appended().entry().audit().count() == 0
                ? null
                : (Long) logged.appended().entry().audit().last();
    }

    private static void addLog(Tuple columns, Publications.@Nullable Logged logged) {
        if (logged == null) {
            columns.addBuffer(null)
                    .addLong(null)
                    .addBuffer(null)
                    .addBuffer(null)
                    .addArrayOfInteger(new Integer[0])
                    .addArrayOfLong(new Long[0])
                    .addArrayOfBuffer(new Buffer[0])
                    .addBuffer(null);
            return;
        }
        var appended = logged.appended();
        var leaf = appended.nodes().getFirst();
        var above = appended.nodes().subList(1, appended.nodes().size());
        columns.addBuffer(Columns.toColumn(appended.log().encode()))
                .addLong(leaf.index())
                .addBuffer(Columns.toColumn(leaf.hash()))
                .addBuffer(Columns.toColumn(PackedEntry.pack(appended.bytes())))
                .addArrayOfInteger(above.stream().map(Frontier.TileHash::level).toArray(Integer[]::new))
                .addArrayOfLong(above.stream().map(Frontier.TileHash::index).toArray(Long[]::new))
                .addArrayOfBuffer(above.stream()
                        .map(node -> Columns.toColumn(node.hash()))
                        .toArray(Buffer[]::new))
                .addBuffer(
                        logged.key() == null
                                ? null
                                : Columns.toColumn(logged.key().seed()));
    }
}
