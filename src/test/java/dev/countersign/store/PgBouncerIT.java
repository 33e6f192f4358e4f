package dev.countersign.store;

import static dev.countersign.store.StoreSamples.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.postgres.PgJournal;
import dev.countersign.store.postgres.PgLeadership;
import dev.countersign.store.postgres.Postgres;
import dev.countersign.store.postgres.PostgresOptions;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real PgBouncer in front of a real PostgreSQL. Skipped, loudly, without the program; where CI is set that fails. */
class PgBouncerIT {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();

    @TempDir
    Path folder;

    @BeforeEach
    void requireProgram() {
        if (System.getenv("CI") != null) {
            assertThat(program()).as("pgbouncer is missing, and CI is set").isNotEmpty();
        }
        assumeTrue(!program().isEmpty(), "SKIPPED: pgbouncer is not installed (apt-get install pgbouncer)");
    }

    @AfterEach
    void close() {
        await(vertx.close());
        database.close();
    }

    @Test
    void inSessionModeEverythingWorks() throws Exception {
        try (var bouncer = new Bouncer("session")) {
            var postgres = await(Postgres.open(vertx, PostgresOptions.parse(bouncer.uri())));

            var rows = await(postgres.run(
                    "select current_setting('enable_seqscan'), current_setting('statement_timeout')", Tuple.tuple()));
            var row = rows.iterator().next();
            assertThat(row.getString(0)).isEqualTo("off");
            assertThat(row.getString(1)).isEqualTo("30s");
            var leadership = new PgLeadership(postgres, System::nanoTime);
            var term = await(leadership.acquire());
            assertThat(term.ended().isComplete()).isFalse();
            await(term.release());
            assertThat(await(new PgJournal(postgres, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS).backlog(0))
                            .submissions())
                    .isZero();
            leadership.close();
            await(postgres.close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void otherModesAreRefusedInOneSentence(String mode) throws Exception {
        try (var bouncer = new Bouncer(mode)) {
            assertThatThrownBy(() -> await(Postgres.open(vertx, PostgresOptions.parse(bouncer.uri()))))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("lends a session")
                    .hasMessageContaining("pool_mode = session");
        }
    }

    private static String program() {
        return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("");
    }

    private final class Bouncer implements AutoCloseable {
        private final int port = FreePort.next();
        private final Process process;

        Bouncer(String mode) throws IOException, InterruptedException {
            var configuration = folder.resolve("pgbouncer.ini");
            Files.writeString(configuration, """
                [databases]
                * = host=127.0.0.1 port=%s user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %s
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                """.formatted(TestPostgres.port(), port, mode));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            // It does not run as root.
            var root = Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"));
            process = new ProcessBuilder(
                            root
                                    ? List.of(program(), "-q", "-u", "nobody", configuration.toString())
                                    : List.of(program(), "-q", configuration.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                    .start();
            while (!listens()) {
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("pgbouncer.log")))
                        .isTrue();
                Thread.sleep(20);
            }
        }

        String uri() {
            return "postgresql://postgres@127.0.0.1:" + port + "/" + database.name();
        }

        private boolean listens() {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
