package dev.countersign.store.postgres;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The audit of all repositories of one database. */
public final class PgAuditTrail implements AuditTrail {
    private static final String ADD = """
        with turn as materialized (
            select repository, LOCK from head where repository = $1
        ), DRAWN, added as (
            INSERT
        )
        select 1 from turn\
        """.replace("LOCK", String.format(Locale.ROOT, PgJournal.LOCK, "repository"))
            .replace("DRAWN", AuditRows.drawn("turn", 2))
            .replace("INSERT", AuditRows.insert("$1", 2));

    // Times grow with positions, but for the clocks of nodes and for how long a change waits for its turn: ten minutes
    // are more than that. A task that the journal has forgotten may be anywhere. The service draws positions from 1 on,
    // but a row that somebody has put anywhere else is found, too.
    private static final String PAGE = """
        with range as materialized (
            select coalesce(
                       (select position from audit where repository = $1 and at < $4::timestamptz - interval '10 min'
                        order by at desc limit 1),
                       LEAST) as above,
                   coalesce(
                       (select positions[1] from audit where repository = $1 and at >= $5::timestamptz + interval '10 min'
                        order by at limit 1),
                       MOST) as below,
                   coalesce((select position from journal where task = $3 and repository = $1), MOST) as first,
                   coalesce((select position from journal where task = $3 and repository = $1), LEAST) as last
        ), near as (
            select positions, position, rows,
                   sum(cardinality(positions)) over behind - cardinality(positions) as before,
                   sum(octet_length(rows)) over behind - octet_length(rows) as bytes,
                   row_number() over behind as place
            from (select positions, position, rows from audit, range
                  where repository = $1 and FROM and position >= above and position >= last
                    and positions[1] <= below and positions[1] <= first
                  order by position ORDER limit BLOCKS) as block
            window behind as (order by position ORDER)
        )
        select near.positions, near.rows, outcome.positions, outcome.outcomes, covered.last, covered.publications
        from near left join lateral (
            select array_agg(position) as positions, array_agg(outcome) as outcomes from audit_outcome
            where repository = $1 and position between near.positions[1] and near.position
        ) as outcome on true left join lateral (
            select array_agg(audited order by audited) as last, array_agg(publication order by audited) as publications
            from log_entry where repository = $1 and audited >= near.positions[1] and audited <= coalesce(
                (select audited from log_entry where repository = $1 and audited >= near.position order by audited limit 1),
                MOST)
        ) as covered on true
        where near.place = 1 or (near.before < $6 and near.bytes < BYTES)
        order by near.position ORDER\
        """.replace("LEAST", "'" + Long.MIN_VALUE + "'::bigint")
            .replace("MOST", Long.toString(Long.MAX_VALUE))
            .replace("BLOCKS", Integer.toString(AuditSearch.BLOCKS))
            .replace("BYTES", Integer.toString(AuditSearch.BYTES));

    private static final String OLDEST_FIRST = PAGE.replace("ORDER", "").replace("FROM", "position >= $2");

    private static final String NEWEST_FIRST = PAGE.replace("ORDER", "desc").replace("FROM", "positions[1] <= $2");

    // From the oldest on: a block that seems old only because a clock was wrong stays until those before it go.
    // Repositories that were removed are among them. The first look finds those that have something to remove.
    private static final String SWEEP = """
        with doomed as materialized (
            select r.id as repository, aged.position
            from repository r cross join lateral (
                select position, bool_and(at < $1) over (order by position) as old
                from (select position, at from audit where repository = r.id order by position limit 1000) as oldest) aged
            where (select at from audit where repository = r.id order by position limit 1) < $1 and aged.old
            limit 1000
        ), outcomes as (
            delete from audit_outcome o using (
                select repository, max(position) as last from doomed group by repository
            ) as swept where o.repository = swept.repository and o.position <= swept.last
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
        var search = new AuditSearch(repository.value(), query);
        if (search.isAtTheEnd()) {
            return Future.succeededFuture(new AuditPage(List.of(), search.from(), false));
        }
        var filter = query.filter();
        var parameters = Tuple.of(repository.value(), search.first())
                .addUUID(filter.task() == null ? null : Columns.toColumn(new TaskId(filter.task())))
                .addOffsetDateTime(column(filter.since()))
                .addOffsetDateTime(column(filter.until()))
                .addInteger(search.reach());
        var sql = query.order() == AuditQuery.Order.OLDEST_FIRST ? OLDEST_FIRST : NEWEST_FIRST;
        return postgres.ask(sql, parameters)
                .compose(blocks -> postgres.vertx().executeBlocking(() -> search.page(blocks)))
                .map(Objects::requireNonNull);
    }

    private static @Nullable OffsetDateTime column(@Nullable Instant instant) {
        return instant == null ? null : Columns.toColumn(instant);
    }
}
