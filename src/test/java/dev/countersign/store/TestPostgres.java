package dev.countersign.store;

import dev.countersign.store.postgres.Postgres;
import dev.countersign.store.postgres.PostgresOptions;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL server for all tests of a JVM, with a database for each test. It does not wait for the disk (fsync is
 * off), which no test here depends on.
 */
public final class TestPostgres {
    /** A user who has to give the password {@code right}; all others need none. */
    public static final String CAREFUL_USER = "careful";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestPostgres() {}

    /** A new, empty database. */
    public static Database database() {
        var name = "test_" + COUNT.incrementAndGet();
        execute("postgres", "create database " + name);
        return new Database(name);
    }

    public static int port() {
        return Server.INSTANCE.getPort();
    }

    private static void execute(String database, String sql) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static Connection connect(String database) throws SQLException {
        return Server.INSTANCE.getDatabase("postgres", database).getConnection();
    }

    /** A database that is dropped when it is closed. */
    public record Database(String name) implements AutoCloseable {

        public String uri() {
            return "postgresql://postgres@127.0.0.1:" + port() + "/" + name;
        }

        /** Connected and migrated; the caller closes it. */
        public Postgres open(Vertx vertx) {
            return open(vertx, uri());
        }

        /** The same at another address, which is a {@link TestProxy}'s. */
        public Postgres open(Vertx vertx, String uri) {
            var options =
                    new PostgresOptions(uri, 4, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMillis(100));
            return StoreSamples.await(Postgres.open(vertx, options));
        }

        public void execute(String sql) {
            TestPostgres.execute(name, sql);
        }

        /** The number a query answers with. */
        public long number(String sql) {
            try (var connection = connection();
                    var rows = connection.createStatement().executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        public Connection connection() throws SQLException {
            return connect(name);
        }

        /** Cuts connections of this database: those for which a condition on {@code pg_stat_activity} holds. */
        public long terminate(String condition) {
            return number("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '" + name
                    + "' and pid <> pg_backend_pid() and (" + condition + ")");
        }

        @Override
        public void close() {
            TestPostgres.execute("postgres", "drop database if exists " + name + " with (force)");
        }
    }

    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                var server = EmbeddedPostgres.builder()
                        .setPort(FreePort.next())
                        .setServerConfig("max_connections", "200")
                        .start();
                requirePassword(server);
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void requirePassword(EmbeddedPostgres server) throws IOException, SQLException {
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create role " + CAREFUL_USER + " login superuser password 'right'");
                var rows = statement.executeQuery("select current_setting('hba_file')");
                rows.next();
                var rules = Path.of(rows.getString(1));
                Files.writeString(rules, "host all " + CAREFUL_USER + " all scram-sha-256\n" + Files.readString(rules));
                statement.execute("select pg_reload_conf()");
            }
        }
    }
}
