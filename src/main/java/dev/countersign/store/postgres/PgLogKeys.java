package dev.countersign.store.postgres;

import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.PublicLog;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/** The keys of public logs, replaced while nobody publishes: whoever leads keeps the log and its key in memory. */
public final class PgLogKeys {
    private static final String CURRENT = """
        select h.repository, h.log from repository r join head h on h.repository = r.id
        where r.name = $1 and r.removed_at is null\
        """;

    private static final String REPLACE =
            """
            with alone as materialized (
                select where pg_try_advisory_xact_lock(LEADING)
            ), turned as (
                update head set log = $3 from alone where repository = $1 and log = $2 returning repository
            ), key as (
                insert into log_key (repository, seed, created_at) select repository, $4::bytea, $5::timestamptz from turned
                on conflict (repository) do update set seed = excluded.seed, created_at = excluded.created_at
            ), forgotten as (
                delete from log_cosignature where repository in (select repository from turned)
            ), EVENT
            select (select count(*) from alone), (select count(*) from turned)\
            """.replace("LEADING", PgLeadership.LEADING).replace("EVENT", AuditRows.event("turned", 6));

    private final Postgres postgres;
    private final AuditRows audit;

    public PgLogKeys(Postgres postgres, AuditRows audit) {
        this.postgres = postgres;
        this.audit = audit;
    }

    /** What came of a replacement. */
    public sealed interface Replacement {
        record Replaced(PublicLog before, PublicLog after) implements Replacement {}

        /** Some node publishes, or has just done so. */
        record StillLed() implements Replacement {}

        /** There is no such repository, or it has no log yet. */
        record NothingThere() implements Replacement {}
    }

    /**
     * Replaces the key. The old one may be stolen, or its row gone: it is not needed. What witnesses have signed was of the
     * old name, and is forgotten.
     *
     * @param prefix what the new name begins with
     */
    public Future<Replacement> replace(
            RepositoryName name, LogKey key, String prefix, Instant now, AuditOrigin origin) {
        return postgres.ask(CURRENT, Tuple.of(name.value())).compose(rows -> {
            var row = rows.iterator();
            var found = row.hasNext() ? Optional.of(row.next()) : Optional.<Row>empty();
            var log = found.map(head -> head.getBuffer(1));
            if (log.isEmpty()) {
                return Future.succeededFuture(new Replacement.NothingThere());
            }
            var before = PublicLog.decode(Columns.bytes(log.get()));
            var after = before.withKey(key, prefix);
            var parameters = Tuple.of(
                    found.get().getInteger(0),
                    log.get(),
                    Columns.toColumn(after.encode()),
                    Columns.toColumn(key.seed()),
                    Columns.toColumn(now));
            var event = new AuditEvent.LogKeyReplaced(
                    name.value(), before.key().toString(), after.key().toString());
            audit.addEvent(parameters, event.entry(now, origin));
            return postgres.ask(REPLACE, parameters)
                    .map(done -> done.iterator().next().getLong(1) == 1
                            ? new Replacement.Replaced(before, after)
                            : new Replacement.StillLed());
        });
    }
}
