package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.postgres.PgCurrentPublications;
import dev.countersign.store.postgres.Postgres;
import dev.countersign.store.postgres.PostgresOptions;
import dev.countersign.store.redis.RedisCurrentPublications;
import dev.countersign.store.redis.RedisOptions;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;

/** PostgreSQL and Redis over TLS, as real servers of their own. */
@Timeout(120)
class EncryptedStoresIT {
    private final Vertx vertx = Vertx.vertx();
    private final TestAuthority authority = TestAuthority.named("stores");
    private final TestAuthority other = TestAuthority.named("stores");

    @TempDir
    Path folder;

    private Path certificate;
    private Path key;
    private Path ca;
    private Path otherCa;

    @BeforeEach
    void issue() throws IOException {
        certificate = folder.resolve("server.pem");
        key = folder.resolve("server.key");
        authority.issue("store").write(certificate, key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        ca = authority.write(folder.resolve("ca.pem"));
        otherCa = other.write(folder.resolve("other.pem"));
    }

    @AfterEach
    void stop() {
        StoreSamples.await(vertx.close());
    }

    @Test
    void postgresIsAskedOverTlsAndMustBeWhoItSays() throws IOException, SQLException {
        try (var server = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", key.toString())
                .start()) {
            requireTls(server);
            var uri = "postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres?sslmode=";

            for (var mode : new String[] {"verify-full&sslrootcert=" + ca, "verify-ca&sslrootcert=" + ca, "require"}) {
                var opened = StoreSamples.await(open(uri + mode));
                StoreSamples.await(opened.close());
            }
            assertThatThrownBy(() -> StoreSamples.await(open(uri + "verify-full&sslrootcert=" + otherCa)))
                    .isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> StoreSamples.await(open(uri + "verify-ca&sslrootcert=" + otherCa)))
                    .isInstanceOf(Unavailable.class);
            // Whom the Java runtime trusts has not issued it.
            assertThatThrownBy(() -> StoreSamples.await(open(uri + "verify-full")))
                    .isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> StoreSamples.await(open(uri + "disable"))).isInstanceOf(Unavailable.class);
        }
    }

    /** From now on the server takes no connection without TLS. */
    private static void requireTls(EmbeddedPostgres server) throws IOException, SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            var rows = statement.executeQuery("select current_setting('hba_file')");
            rows.next();
            Files.writeString(Path.of(rows.getString(1)), "hostssl all all all trust\n");
            statement.execute("select pg_reload_conf()");
        }
    }

    private io.vertx.core.Future<Postgres> open(String uri) {
        return Postgres.open(
                vertx,
                new PostgresOptions(uri, 2, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMillis(200)));
    }

    @Test
    void redisIsAskedOverTlsAndMustBeWhoItSays() throws IOException {
        int port = FreePort.next();
        var server = RedisServer.newRedisServer()
                .port(0)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("tls-port " + port)
                .setting("tls-cert-file " + certificate)
                .setting("tls-key-file " + key)
                .setting("tls-auth-clients no")
                .build();
        server.start();
        try (var database = TestPostgres.database()) {
            var uri = "rediss://127.0.0.1:" + port;
            assertThat(connect(database, uri, ca)).contains("connected to Redis at 127.0.0.1:" + port);
            assertThat(connect(database, uri, otherCa))
                    .contains("Redis at 127.0.0.1:" + port + " is gone: ", "PKIX path")
                    .doesNotContain("connected to Redis");
            assertThat(connect(database, uri, null)).doesNotContain("connected to Redis");
            assertThat(connect(database, "redis://127.0.0.1:" + port, null)).doesNotContain("connected to Redis");
        } finally {
            server.stop();
        }
    }

    /** What the log says of it. */
    private String connect(TestPostgres.Database database, String uri, @Nullable Path authorities) {
        var log = (Logger) LoggerFactory.getLogger("dev.countersign.store.redis");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        var postgres = database.open(vertx);
        var fallback = new PgCurrentPublications(postgres);
        var redis = new RedisCurrentPublications(vertx, RedisOptions.parse(uri, authorities), fallback);
        try {
            StoreSamples.await(redis.start());
            return String.join(
                    "\n",
                    lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
        } finally {
            StoreSamples.await(redis.close());
            fallback.close();
            StoreSamples.await(postgres.close());
            log.detachAppender(lines);
        }
    }
}
