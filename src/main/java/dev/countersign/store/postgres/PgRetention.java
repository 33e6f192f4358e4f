package dev.countersign.store.postgres;

import dev.countersign.repository.RepositoryId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/**
 * Removes what nobody needs any more of one repository. Both sweeps continue where the last one stopped, and cost what
 * they remove. When two nodes sweep at once, nothing is removed twice.
 */
final class PgRetention {
    // Retired files were last referred to by the snapshot that their publication replaced, and clients could fetch that
    // one until the publication was committed. So its age counts from there.
    private static final String SWEEP_FILES = """
        with due as materialized (
            select publication, replaced_at, roles, versions from retired
            where repository = $4 and replaced_at < $1
              and publication <= (select publication from head where repository = $4) - $2 + 1
            order by replaced_at limit $3
        ), cleared as (
            delete from retired r using due d
            where r.repository = $4 and r.replaced_at = d.replaced_at and r.publication = d.publication
        ), gone as (
            delete from metadata m using due d, unnest(d.roles, d.versions) as f (role, version)
            where m.repository = $4 and m.role = f.role and m.version = f.version and m.role <> 'root'
            returning 1
        )
        select count(*) from gone\
        """;

    // Walks publications from the one that finished the oldest task, because those are in the order of the journal.
    private static final String SWEEP_TASKS = """
        with next as (
            select number, journal, committed_at from publication
            where repository = $3 and journal >= (select min(position) from journal where repository = $3)
            order by journal, number limit $2
        ), horizon as (
            select max(journal) as position
            from (select journal, bool_and(committed_at < $1) over (order by journal, number) as old
                  from next) as aged
            where old
        ), doomed as materialized (
            select position from journal where repository = $3 and position <= (select position from horizon)
            order by position limit $2
        ), outcomes as (
            delete from outcome o using doomed d where o.repository = $3 and o.position = d.position
        ), gone as (
            delete from journal j using doomed d where j.repository = $3 and j.position = d.position returning 1
        )
        select count(*) from gone\
        """;

    // A publication is kept while a task is that it, or an earlier one, has finished. The newest always stays.
    private static final String SWEEP_PUBLICATIONS = """
        delete from publication
        where repository = $3
          and number in (select number from publication where repository = $3 order by number limit $2)
          and number < (select publication from head where repository = $3) and committed_at < $1
          and journal < coalesce((select min(position) from journal where repository = $3), journal + 1)\
        """;

    private static final String REDATE = """
        with retired as (
            update retired set replaced_at = $1 where repository = $2 and replaced_at > $1
        )
        update publication set committed_at = $1 where repository = $2 and committed_at > $1\
        """;

    private final Postgres postgres;

    private final int repository;

    PgRetention(Postgres postgres, RepositoryId repository) {
        this.postgres = postgres;
        this.repository = repository.value();
    }

    Future<Integer> sweepFiles(Instant before, int keep, int limit) {
        return postgres.run(
                        SWEEP_FILES,
                        Tuple.of(
                                Columns.toColumn(before),
                                (long) Math.max(keep, 1),
                                (long) Math.max(limit, 1),
                                repository))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    Future<Void> redate(Instant now) {
        return postgres.run(REDATE, Tuple.of(Columns.toColumn(now), repository)).mapEmpty();
    }

    Future<Integer> sweepTasks(Instant before, int limit) {
        var parameters = Tuple.of(Columns.toColumn(before), (long) Math.max(limit, 1), repository);
        return postgres.run(SWEEP_TASKS, parameters)
                .map(rows -> rows.iterator().next().getInteger(0))
                .compose(gone -> postgres.run(SWEEP_PUBLICATIONS, parameters).map(gone));
    }
}
