package dev.countersign.store.postgres;

import dev.countersign.repository.AuditedChange;
import dev.countersign.repository.Change;
import dev.countersign.repository.ChangeCodec;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Submission;
import dev.countersign.repository.TaskId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The journal of one repository, in a table whose identity column is the position.
 *
 * <p>Order: a sequence alone does not give the order the port promises, because a transaction that drew its numbers
 * first may commit last. So an append draws its positions while it holds a lock that ends with its transaction. Rows
 * become visible before the lock is let go, so the next holder draws, and commits, above them.
 */
public final class PgJournal implements Journal {
    /**
     * Keyed by the table, so that services in different schemas of one database do not wait for each other, and by the
     * repository, for the same reason.
     */
    static final String LOCK = "pg_advisory_xact_lock('journal'::regclass::oid::bigint << 32 | %s)";

    private static final int FEW_TARGETS = 1_000;

    /** Several times what as many targets take. */
    private static final long FEW_BYTES = 1 << 20;

    // The insert draws a position for each row that reaches it, and none does before "turn" has its one row, which it
    // has not when the repository is gone.
    private static final String APPEND = """
        with turn as materialized (
            select repository, LOCK from head where repository = $6
        ), DRAWN, added as (
            insert into journal (repository, position, task, kind, held, payload, submitted_at)
            overriding system value
            select turn.repository, drawn.positions[s.place], s.task, s.kind, s.held, s.payload, s.submitted_at
            from turn, drawn, unnest($1::uuid[], $2::text[], $3::boolean[], $4::bytea[], $5::timestamptz[])
                with ordinality as s (task, kind, held, payload, submitted_at, place)
            order by s.place
            on conflict (task) do nothing
            returning 1
        ), audited as (
            AUDIT and exists (select from added)
        )
        select 1 from turn\
        """.replace("LOCK", String.format(Locale.ROOT, LOCK, "repository"))
            .replace("DRAWN", AuditRows.drawn("turn", 7))
            .replace("AUDIT", AuditRows.insert("$6", 7));

    // Sorted, so that PostgreSQL goes by the index and never through all that has been applied.
    private static final String DUE = "exists (select from journal where repository = $1 and position > $2 and not held"
            + " order by position limit 1)";

    /**
     * The first of some entries, in order, up to so many bytes of payload; only the first of them may be larger. Whether
     * anything follows is said beside each.
     */
    private static final String PIECE = """
        select position, task, kind, held, payload, submitted_at, place < found or found = $3
        from (select position, task, kind, held, payload, submitted_at,
                     sum(length(payload)) over (order by position) as bytes,
                     row_number() over (order by position) as place,
                     count(*) over () as found
              from (select position, task, kind, held, payload, submitted_at
                  from journal j where repository = $1 and position > $2 and %s
                  order by position limit $3) as next) as entry
        where bytes <= $4 or place = 1
        order by position\
        """;

    private static final String AFTER = String.format(Locale.ROOT, PIECE, DUE);

    // In the words of the index journal_ahead.
    private static final String UNDECIDED = String.format(
            Locale.ROOT,
            PIECE,
            "kind in ('UPDATE_ROOT', 'SIGN', 'STOP_SIGNING', 'ADOPT')"
                    + " and not exists (select from outcome where repository = $1 and position = j.position)");

    private static final String BACKLOG = String.format(Locale.ROOT, """
        select (select count(*) from journal where repository = $1 and position > $2),
               %s,
               (select submitted_at from journal where repository = $1 and position > $2 order by position limit 1)\
        """, DUE);

    private static final String BOOTSTRAP_AFTER =
            "select task from journal where repository = $1 and position > $2 and kind = 'BOOTSTRAP'"
                    + " order by position limit 1";

    private static final String ENTRY = "select position, task, kind, held, payload, submitted_at from journal"
            + " where task = $1 and repository = $2";

    // The client of PostgreSQL keeps what it has of an answer in one buffer and copies all of it for each megabyte that
    // arrives, so a long answer costs the square of its length. Short ones in turn do not.
    private static final int PIECE_ENTRIES = 4_096;
    private static final long PIECE_BYTES = 1 << 20;

    private final Postgres postgres;

    private final int repository;
    private final AuditRows audit;

    public PgJournal(Postgres postgres, RepositoryId repository, AuditRows audit) {
        this.postgres = postgres;
        this.repository = repository.value();
        this.audit = audit;
    }

    /** {@inheritDoc} A list the journal holds already is left as it is: an earlier attempt with the same list held. */
    @Override
    public Future<Void> append(List<Submission> submissions) {
        return submissions.isEmpty()
                ? Future.succeededFuture()
                : written(submissions)
                        .compose(columns -> postgres.ask(APPEND, columns))
                        .compose(turns -> turns.size() == 1
                                ? Future.succeededFuture()
                                : Future.failedFuture(new RepositoryException.Gone()));
    }

    /** Large changes are written down beside the event loops, which serve readers. */
    private Future<Tuple> written(List<Submission> submissions) {
        var changes = submissions.stream().map(Submission::change).toList();
        if (changes.stream().mapToLong(Change::targets).sum() <= FEW_TARGETS
                && changes.stream().mapToLong(Change::memory).sum() <= FEW_BYTES) {
            return Future.succeededFuture(columns(submissions));
        }
        return postgres.vertx().executeBlocking(() -> columns(submissions)).map(Objects::requireNonNull);
    }

    @Override
    public Future<Piece> after(long position, int maxEntries, long maxBytes) {
        return piece(AFTER, position, maxEntries, maxBytes);
    }

    private Future<Piece> piece(String query, long position, int maxEntries, long maxBytes) {
        var limit = Math.min(PIECE_ENTRIES, maxEntries);
        return postgres.run(query, Tuple.of(repository, position, (long) limit, Math.min(PIECE_BYTES, maxBytes)))
                .map(PgJournal::piece);
    }

    private static Piece piece(RowSet<Row> rows) {
        var entries = new ArrayList<JournalEntry>(rows.size());
        var more = false;
        for (var row : rows) {
            entries.add(entry(row));
            more = row.getBoolean(6);
        }
        return new Piece(entries, more);
    }

    @Override
    public Future<Backlog> backlog(long position) {
        return postgres.run(BACKLOG, Tuple.of(repository, position))
                .map(rows -> rows.iterator().next())
                .map(row -> new Backlog(
                        row.getLong(0),
                        row.getBoolean(1),
                        row.getOffsetDateTime(2) == null ? null : Columns.instant(row, 2)));
    }

    @Override
    public Future<Piece> undecided(long position, int maxEntries, long maxBytes) {
        return piece(UNDECIDED, position, maxEntries, maxBytes);
    }

    @Override
    public Future<Optional<JournalEntry>> entry(TaskId task) {
        return postgres.run(ENTRY, Tuple.of(Columns.toColumn(task), repository))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PgJournal::entry)
                        .findFirst());
    }

    @Override
    public Future<Optional<TaskId>> bootstrapAfter(long position) {
        return postgres.ask(BOOTSTRAP_AFTER, Tuple.of(repository, position))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> Columns.task(row, 0))
                        .findFirst());
    }

    /** Columns {@code position, task, kind, held, payload, submitted_at}. */
    static JournalEntry entry(Row row) {
        var payload = Columns.bytes(row, 4);
        var change = ChangeCodec.decode(row.getString(2), payload);
        return new JournalEntry(
                row.getLong(0),
                Columns.task(row, 1),
                change,
                row.getBoolean(3),
                Columns.instant(row, 5),
                payload.length());
    }

    private Tuple columns(List<Submission> submissions) {
        var tasks = new UUID[submissions.size()];
        var kinds = new String[submissions.size()];
        var held = new Boolean[submissions.size()];
        var payloads = new Buffer[submissions.size()];
        var instants = new OffsetDateTime[submissions.size()];
        for (int i = 0; i < submissions.size(); i++) {
            var submission = submissions.get(i);
            tasks[i] = Columns.toColumn(submission.task());
            kinds[i] = ChangeCodec.kind(submission.change());
            held[i] = submission.held();
            payloads[i] = Columns.toColumn(ChangeCodec.encode(submission.change()));
            instants[i] = Columns.toColumn(submission.submittedAt());
        }
        var columns = Tuple.of(tasks, kinds, held, payloads, instants, repository);
        audit.addTo(
                columns,
                repository,
                submissions.stream().map(AuditedChange::entry).toList());
        return columns;
    }
}
