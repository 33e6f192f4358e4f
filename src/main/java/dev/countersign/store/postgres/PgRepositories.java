package dev.countersign.store.postgres;

import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The repositories of one database: a row each in a table of names, and beside it a head for each that is served. */
public final class PgRepositories implements Repositories {
    /** Changes are numbered while this is held, so that whoever has seen one never finds an earlier one later. */
    private static final String LOCK = "pg_advisory_xact_lock(4, 'repository'::regclass::oid::int)";

    private static final String CHANGES_AFTER =
            "select id, name, created_at, private, removed_at is null, changed from repository where changed > $1"
                    + " order by changed";

    private static final String DESCRIBED = """
        select r.id, r.name, r.created_at, r.private,
               h.publication, h.journal, h.committed_at, h.root, h."timestamp", h.snapshot, h.targets
        from repository r join head h on h.repository = r.id where r.removed_at is null and \
        """;
    private static final String LIST = DESCRIBED + "r.name > $1 order by r.name limit $2";
    private static final String FIND = DESCRIBED + "r.name = $1";

    private static final String CREATE = """
        with turn as materialized (select LOCK), created as (
            insert into repository (name, created_at, private) select $1, $2, $3 from turn
            returning id
        ), stands as (
            insert into head (repository, publication, journal, committed_at, root, "timestamp", snapshot, targets, due)
            select id, 0, 0, 'epoch', 0, 0, 0, 0, 'infinity' from created
        ), EVENT
        select id from created\
        """.replace("LOCK", LOCK).replace("EVENT", AuditRows.event("created", 4));

    private static final String SET_PRIVATE = """
        with turn as materialized (select LOCK), changed as (
            update repository set private = $2, changed = nextval('repository_change')
            from turn where id = $1 and removed_at is null returning id
        ), EVENT
        select id from changed\
        """.replace("LOCK", LOCK).replace("EVENT", AuditRows.event("changed", 3));

    // Whoever is about to swap the head waits for this, and then finds none.
    private static final String REMOVE = """
        with turn as materialized (select LOCK), removed as (
            update repository set removed_at = $2, changed = nextval('repository_change')
            from turn where id = $1 and removed_at is null
            returning id
        ), EVENT
        delete from head where repository = (select id from removed) returning repository\
        """.replace("LOCK", LOCK).replace("EVENT", AuditRows.event("removed", 3));

    // Goes by the primary keys. What is deleted together is about what one publication writes.
    private static final String PURGE = """
        with doomed as materialized (
            select id from repository where removed_at is not null and purged_at is null order by id limit 1
        ), files as (
            delete from metadata where (repository, role, version) in (
                select repository, role, version from metadata
                where repository = (select id from doomed) order by repository, role, version limit 500)
            returning 1
        ), entries as (
            delete from journal where (repository, position) in (
                select repository, position from journal
                where repository = (select id from doomed) order by repository, position limit 2000)
            returning 1
        ), outcomes as (
            delete from outcome where (repository, position) in (
                select repository, position from outcome
                where repository = (select id from doomed) order by repository, position limit 2000)
            returning 1
        ), publications as (
            delete from publication where (repository, number) in (
                select repository, number from publication
                where repository = (select id from doomed) order by repository, number limit 2000)
            returning 1
        ), retirements as (
            delete from retired where (repository, replaced_at, publication) in (
                select repository, replaced_at, publication from retired
                where repository = (select id from doomed) order by repository, replaced_at limit 2000)
            returning 1
        ), log_entries as (
            delete from log_entry where (repository, index) in (
                select repository, index from log_entry
                where repository = (select id from doomed) order by repository, index limit 2000)
            returning 1
        ), log_nodes as (
            delete from log_node where (repository, level, index) in (
                select repository, level, index from log_node
                where repository = (select id from doomed) order by repository, level, index limit 2000)
            returning 1
        ), log_keys as (
            delete from log_key where repository = (select id from doomed) returning 1
        ), log_cosignatures as (
            delete from log_cosignature where repository = (select id from doomed) returning 1
        ), mirrors as (
            delete from mirror where repository = (select id from doomed) returning 1
        ), mirror_leftovers as (
            delete from mirror_leftover where repository = (select id from doomed) returning 1
        ), left_over as (
            select (select count(*) from files) + (select count(*) from entries) + (select count(*) from outcomes)
                 + (select count(*) from publications) + (select count(*) from retirements)
                 + (select count(*) from log_entries) + (select count(*) from log_nodes)
                 + (select count(*) from log_keys) + (select count(*) from log_cosignatures)
                 + (select count(*) from mirrors) + (select count(*) from mirror_leftovers) as rows
        ), purged as (
            update repository set purged_at = $1
            where id = (select id from doomed) and removed_at < $2 and (select rows from left_over) = 0
            returning 1
        )
        select (select rows from left_over) + (select count(*) from purged)\
        """;

    /** Counts no more than this of a backlog, so that the question about all repositories stays short. */
    static final int MOST_COUNTED = 10_000;

    // A publication that is dated later than now was dated by a wrong clock, and so was its {@code due}.
    private static final String WORK = """
        select h.repository, b.waiting, b.oldest, b.asked, b.due
        from head h
        cross join lateral (
            select count(*) as waiting, min(position) as first from (
                select position from journal
                where repository = h.repository and position > h.journal order by position limit MOST) as next) w
        cross join lateral (
            select w.waiting,
                   (select submitted_at from journal where repository = h.repository and position = w.first) as oldest,
                   w.waiting > 0 and exists (select from journal where repository = h.repository
                       and position > h.journal and not held order by position limit 1) as asked,
                   coalesce(h.due <= $1 or h.committed_at > $1, true) as due) b
        where b.waiting > 0 or b.due order by b.asked desc, h.due nulls first\
        """.replace("MOST", Integer.toString(MOST_COUNTED));

    private static final String REST = """
        update head set due = least(
            $3::timestamptz,
            (select replaced_at + $4 * interval '1 second' from retired
             where repository = $1 and publication <= head.publication - $5 + 1 order by replaced_at limit 1),
            (select committed_at + $6 * interval '1 second' from publication
             where repository = $1 and journal >= (select min(position) from journal where repository = $1)
             order by journal, number limit 1))
        where repository = $1 and publication = $2\
        """;

    private static final String UNIQUE_VIOLATION = "23505";

    /** Longer than any statement can still run that does not know of the removal. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final Postgres postgres;
    private final AuditRows audit;

    public PgRepositories(Postgres postgres, AuditRows audit) {
        this.postgres = postgres;
        this.audit = audit;
    }

    @Override
    public Future<List<ServiceChange>> changesAfter(long number) {
        return postgres.ask(CHANGES_AFTER, Tuple.of(number))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new ServiceChange(row.getLong(5), entry(row), row.getBoolean(4)))
                        .toList());
    }

    @Override
    public Future<List<Described>> list(@Nullable RepositoryName after, int limit) {
        return postgres.ask(LIST, Tuple.of(after == null ? "" : after.value(), (long) limit))
                .map(PgRepositories::described);
    }

    @Override
    public Future<Optional<Described>> find(RepositoryName name) {
        return postgres.ask(FIND, Tuple.of(name.value()))
                .map(rows -> described(rows).stream().findFirst());
    }

    @Override
    public Future<ServedRepository> create(RepositoryName name, boolean isPrivate, Instant now, AuditOrigin origin) {
        var parameters = Tuple.of(name.value(), Columns.toColumn(now), isPrivate);
        audit.addEvent(parameters, new AuditEvent.RepositoryCreated(name.value(), isPrivate).entry(now, origin));
        return postgres.ask(CREATE, parameters)
                .map(rows -> new ServedRepository(
                        new RepositoryId(rows.iterator().next().getInteger(0)),
                        name,
                        now.truncatedTo(ChronoUnit.MICROS),
                        isPrivate))
                .recover(error -> Future.failedFuture(
                        error instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState())
                                ? new NameTaken(name)
                                : error));
    }

    @Override
    public Future<Boolean> setPrivate(ServedRepository repository, boolean isPrivate, Instant now, AuditOrigin origin) {
        var parameters = Tuple.of(repository.id().value(), isPrivate);
        var name = repository.name().value();
        audit.addEvent(
                parameters,
                new AuditEvent.RepositoryChanged(repository.id().value(), name, isPrivate).entry(now, origin));
        return postgres.ask(SET_PRIVATE, parameters).map(rows -> rows.size() == 1);
    }

    @Override
    public Future<Boolean> remove(ServedRepository repository, Instant now, AuditOrigin origin) {
        var parameters = Tuple.of(repository.id().value(), Columns.toColumn(now));
        var name = repository.name().value();
        audit.addEvent(
                parameters, new AuditEvent.RepositoryRemoved(repository.id().value(), name).entry(now, origin));
        return postgres.ask(REMOVE, parameters).map(rows -> rows.size() == 1);
    }

    @Override
    public Future<Boolean> purge(Instant now) {
        var before = now.minus(postgres.options().statementTimeout()).minus(SLACK);
        return postgres.run(PURGE, Tuple.of(Columns.toColumn(now), Columns.toColumn(before)))
                .map(rows -> rows.iterator().next().getLong(0) > 0);
    }

    @Override
    public Future<List<PendingWork>> work(Instant now) {
        return postgres.run(WORK, Tuple.of(Columns.toColumn(now)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PgRepositories::work)
                        .toList());
    }

    private static PendingWork work(Row row) {
        var oldest = row.getOffsetDateTime(2) == null ? null : Columns.instant(row, 2);
        return new PendingWork(
                new RepositoryId(row.getInteger(0)),
                new Journal.Backlog(row.getLong(1), row.getBoolean(3), oldest),
                row.getBoolean(4));
    }

    @Override
    public Future<Void> rest(RepositoryId id, long publication, Instant renewal, RetentionTimes kept) {
        return postgres.run(
                        REST,
                        Tuple.of(
                                id.value(),
                                publication,
                                Columns.toColumn(renewal),
                                (double) kept.files().toSeconds(),
                                (long) Math.max(1, kept.publications()),
                                (double) kept.tasks().toSeconds()))
                .mapEmpty();
    }

    private static List<Described> described(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Described(
                        entry(row),
                        new Head(
                                row.getLong(4),
                                row.getLong(5),
                                Columns.instant(row, 6),
                                row.getInteger(7),
                                row.getInteger(8),
                                row.getInteger(9),
                                row.getInteger(10))))
                .toList();
    }

    /** Columns {@code id, name, created_at, private}. */
    private static ServedRepository entry(Row row) {
        return new ServedRepository(
                new RepositoryId(row.getInteger(0)),
                new RepositoryName(row.getString(1)),
                Columns.instant(row, 2),
                row.getBoolean(3));
    }
}
