package dev.countersign.store.postgres;

import dev.countersign.repository.StoreClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** What PostgreSQL thinks the time is. */
public final class PgClock implements StoreClock {
    private final Postgres postgres;

    public PgClock(Postgres postgres) {
        this.postgres = postgres;
    }

    @Override
    public Future<Instant> now() {
        return postgres.run("select clock_timestamp()", Tuple.tuple())
                .map(rows -> Columns.instant(rows.iterator().next(), 0));
    }
}
