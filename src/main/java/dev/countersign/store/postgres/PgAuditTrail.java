package dev.countersign.store.postgres;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditFilter;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The audit of all repositories of one database. */
public final class PgAuditTrail implements AuditTrail {
    private static final String ADD = """
        with turn as materialized (
            select repository, LOCK from head where repository = $1
        ), added as (
            INSERT select turn.repository, POSITION, COLUMNS from turn, ROWS
        )
        select 1 from turn\
        """.replace("LOCK", String.format(Locale.ROOT, PgJournal.LOCK, "repository"))
            .replace("INSERT", AuditRows.INSERT)
            .replace("POSITION", AuditRows.NEXT_POSITION)
            .replace("COLUMNS", AuditRows.COLUMNS)
            .replace("ROWS", AuditRows.rows(2));

    /** How many rows one search looks at. */
    private static final int REACH = 20_000;

    // Times grow with positions, but for the clocks of nodes and for how long a change waits for its turn: ten minutes
    // are more than that. What is looked at, and what is found there, is of one moment. The service draws positions
    // from 1
    // on; a row that somebody has put anywhere else is found, too.
    private static final String PAGE = """
        with range as materialized (
            select coalesce(
                       (select position from audit where repository = $1 and at < $7::timestamptz - interval '10 min'
                        order by at desc limit 1),
                       LEAST) as above,
                   case when $6::uuid is null then LEAST
                        else coalesce((select position from audit where task = $6), MOST) end as least,
                   coalesce(
                       (select position from audit where repository = $1 and at >= $8::timestamptz + interval '10 min'
                        order by at limit 1),
                       MOST) as below
        ), looked as materialized (
            select END(position) as reached, count(*) as rows
            from (select position from audit, range
                  where repository = $1 and position >= above and position >= least and position <= below and FROM
                  order by position ORDER limit REACH) as next
        )
        select f.position, f.at, f.actor, f.address, f.operation, f.body, f.kind, f.task, f.details, f.salt, f.outcome,
               (select publication from log_entry
                where repository = $1 and audited >= f.position order by audited limit 1),
               looked.reached, looked.rows
        from looked left join lateral (
            select a.* from audit a, range
            where a.repository = $1 and a.position >= above and a.position >= least and a.position <= below and FROM and UNTIL
              and ($3::text is null or position($3 in actor) > 0)
              and ($4::text is null or operation = $4)
              and ($5::text is null or kind = $5)
              and ($6::uuid is null or task = $6)
              and ($7::timestamptz is null or at >= $7)
              and ($8::timestamptz is null or at < $8)
            order by a.position ORDER limit $9) as f on true\
        """.replace("REACH", Integer.toString(REACH))
            .replace("LEAST", "'" + Long.MIN_VALUE + "'::bigint")
            .replace("MOST", Long.toString(Long.MAX_VALUE));

    private static final String OLDEST_FIRST = PAGE.replace("END", "max")
            .replace("ORDER", "")
            .replace("FROM", "position >= $2")
            .replace("UNTIL", "a.position <= looked.reached");

    private static final String NEWEST_FIRST = PAGE.replace("END", "min")
            .replace("ORDER", "desc")
            .replace("FROM", "position <= $2")
            .replace("UNTIL", "a.position >= looked.reached");

    // From the oldest on: a row that seems old only because a clock was wrong stays until those before it go.
    // Repositories
    // that were removed are among them. The first look finds those that have something to remove.
    private static final String SWEEP = """
        with doomed as materialized (
            select r.id as repository, aged.position
            from repository r cross join lateral (
                select position, bool_and(at < $1) over (order by position) as old
                from (select position, at from audit where repository = r.id order by position limit 1000) as oldest) aged
            where (select at from audit where repository = r.id order by position limit 1) < $1 and aged.old
            limit 1000
        ), gone as (
            delete from audit a using doomed d where a.repository = d.repository and a.position = d.position
            returning 1
        )
        select count(*) from gone\
        """;

    private final Postgres postgres;
    private final AuditRows rows;

    public PgAuditTrail(Postgres postgres, AuditRows rows) {
        this.postgres = postgres;
        this.rows = rows;
    }

    @Override
    public Future<Void> add(RepositoryId repository, List<AuditEntry> events) {
        var columns = Tuple.of(repository.value());
        rows.addTo(columns, repository.value(), events);
        return postgres.run(ADD, columns)
                .compose(turns -> turns.size() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(new RepositoryException.Gone()));
    }

    @Override
    public Future<Boolean> sweep(Instant before) {
        return postgres.run(SWEEP, Tuple.of(Columns.toColumn(before)))
                .map(rows -> rows.iterator().next().getLong(0) > 0);
    }

    @Override
    public Future<AuditPage> page(RepositoryId repository, AuditQuery query) {
        boolean oldestFirst = query.order() == AuditQuery.Order.OLDEST_FIRST;
        long first = oldestFirst ? Long.MIN_VALUE : Long.MAX_VALUE;
        long last = oldestFirst ? Long.MAX_VALUE : Long.MIN_VALUE;
        var from = query.from();
        if (from != null && from == last) {
            return Future.succeededFuture(new AuditPage(List.of(), from, false));
        }
        var parameters = Tuple.of(repository.value(), from == null ? first : oldestFirst ? from + 1 : from - 1);
        addFilter(parameters, query.filter());
        parameters.addLong(query.limit() + 1L);
        long begin = from != null ? from : oldestFirst ? 0 : Long.MAX_VALUE;
        return postgres.ask(oldestFirst ? OLDEST_FIRST : NEWEST_FIRST, parameters)
                .map(rows -> page(repository.value(), rows, begin, query.limit()));
    }

    private static void addFilter(Tuple parameters, AuditFilter filter) {
        parameters
                .addString(filter.actor())
                .addString(filter.operation())
                .addString(filter.kind())
                .addUUID(filter.task() == null ? null : Columns.toColumn(new TaskId(filter.task())))
                .addOffsetDateTime(column(filter.since()))
                .addOffsetDateTime(column(filter.until()));
    }

    private static @Nullable OffsetDateTime column(@Nullable Instant instant) {
        return instant == null ? null : Columns.toColumn(instant);
    }

    /** One row more than asked for shows that there are more. */
    private static AuditPage page(int repository, RowSet<Row> found, long from, int limit) {
        var looked = found.iterator().next();
        var rows = StreamSupport.stream(found.spliterator(), false)
                .filter(row -> row.getLong(0) != null)
                .limit(limit)
                .map(row -> AuditRows.read(repository, row))
                .toList();
        if (found.size() > limit) {
            return new AuditPage(rows, rows.getLast().position(), true);
        }
        var reached = looked.getLong(12);
        return new AuditPage(rows, reached == null ? from : reached, looked.getLong(13) == REACH);
    }
}
