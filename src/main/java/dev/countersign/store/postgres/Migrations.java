package dev.countersign.store.postgres;

import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema of a database to the version that this build needs. Flyway applies the scripts in {@code
 * db/migration}. Starting it takes half a second, so it is started only when its history table shows something to do.
 */
final class Migrations {
    /** The highest version among the scripts in {@code db/migration}; a test holds the two together. */
    static final int NEWEST = 9;

    static final int OLDEST_SERVER = 14;

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String APPLIED = """
        select coalesce(max(version::int) filter (where success), 0),
               current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off'
        from flyway_schema_history where version is not null\
        """;

    private final Vertx vertx;
    private final PgConnection connection;
    private final ServerAddress address;
    private final int oldestServer;

    Migrations(Vertx vertx, PgConnection connection, ServerAddress address, int oldestServer) {
        this.vertx = vertx;
        this.connection = connection;
        this.address = address;
        this.oldestServer = oldestServer;
    }

    /** Fails with {@link Unavailable} when server or schema are not ones this build can work with. */
    Future<Void> run() {
        return applied().compose(this::migrate);
    }

    private Future<Integer> applied() {
        var server = connection.databaseMetadata();
        if (server.majorVersion() < oldestServer) {
            return Future.failedFuture(Unavailable.untilCorrected("PostgreSQL at " + address.place() + " is version "
                    + server.fullVersion() + " (expected: >= " + oldestServer + ")"));
        }
        return connection
                .query(APPLIED)
                .execute()
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .map(rows -> applied(rows.iterator().next()))
                .recover(error -> error instanceof PgException e && UNDEFINED_TABLE.equals(e.getSqlState())
                        ? Future.succeededFuture(0)
                        : Future.failedFuture(error));
    }

    private int applied(Row row) {
        if (!row.getBoolean(1)) {
            LOG.warn(
                    "PostgreSQL at {} runs with fsync or synchronous_commit off: what was accepted may be lost when"
                            + " its machine fails",
                    address.place());
        }
        return row.getInteger(0);
    }

    private Future<Void> migrate(int applied) {
        if (applied > NEWEST) {
            return Future.failedFuture(Unavailable.untilCorrected("the database schema is version " + applied
                    + " (expected: <= " + NEWEST + "); run the Countersign that made it, or a newer one"));
        }
        return applied == NEWEST
                ? Future.succeededFuture()
                : vertx.executeBlocking(this::runFlyway, false).mapEmpty();
    }

    /** Returns how many scripts it applied. */
    private int runFlyway() {
        var login = address.options();
        var flyway = Flyway.configure()
                .dataSource(address.jdbcUrl(), login.getUser(), login.getPassword())
                .locations("classpath:db/migration")
                .validateMigrationNaming(true);
        address.schema().ifPresent(flyway::schemas);
        try {
            return flyway.load().migrate().migrationsExecuted;
        } catch (FlywayException e) {
            if (address.explain(root(e)) instanceof Unavailable away) {
                throw away;
            }
            var reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw Unavailable.untilCorrected("the database schema could not be brought up to date: " + reason, e);
        }
    }

    private static Throwable root(Throwable failure) {
        var cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }
}
