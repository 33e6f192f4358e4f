package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.Eventually;
import dev.countersign.store.FreePort;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresIT {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();

    @AfterEach
    void close() {
        await(vertx.close());
        database.close();
    }

    private Postgres open(String uri) {
        return open(uri, Duration.ofSeconds(5));
    }

    private Postgres open(String uri, Duration timeout) {
        return await(Postgres.open(vertx, new PostgresOptions(uri, 2, timeout, timeout, Duration.ofSeconds(1))));
    }

    private String uri(String user, String name) {
        return "postgresql://" + user + "@127.0.0.1:" + TestPostgres.port() + "/" + name;
    }

    @Test
    void theNewestMigrationIsTheOneThatStartChecksFor() throws URISyntaxException, IOException {
        var scripts = Path.of(
                Objects.requireNonNull(getClass().getResource("/db/migration")).toURI());

        try (var names = Files.list(scripts)) {
            assertThat(names.map(script -> script.getFileName().toString())
                            .map(name -> name.replaceFirst("V(\\d+)__.*", "$1"))
                            .map(Integer::valueOf)
                            .max(Integer::compare))
                    .contains(Migrations.NEWEST);
        }
    }

    @Test
    void createsItsTablesInANewDatabaseAndFindsThemAgain() {
        open(database.uri());

        open(database.uri());

        assertThat(database.number("select count(*) from repository")).isEqualTo(1);
    }

    @Test
    void createsItsTablesInTheSchemaOfTheSearchPath() {
        open(database.uri() + "?search_path=tuf");

        assertThat(database.number("select count(*) from tuf.repository")).isEqualTo(1);
        open(database.uri() + "?search_path=tuf");
    }

    @Test
    void opensWithAPassword() {
        open(uri(TestPostgres.CAREFUL_USER + ":right", database.name()));
    }

    @Test
    void saysThatThePasswordIsWrongWithoutRepeatingIt() {
        assertThatThrownBy(() -> open(uri(TestPostgres.CAREFUL_USER + ":guess", database.name())))
                .isInstanceOf(Unavailable.class)
                .hasMessageMatching("PostgreSQL at 127\\.0\\.0\\.1:\\d+ refused user careful: password authentication"
                        + " failed for user \"careful\"; check user and password in the database URI")
                .hasMessageNotContaining("guess");
    }

    @Test
    void saysThatTheDatabaseIsMissing() {
        assertThatThrownBy(() -> open(uri("postgres", "nowhere")))
                .isInstanceOf(Unavailable.class)
                .hasMessageMatching("PostgreSQL at 127\\.0\\.0\\.1:\\d+ has no database named nowhere; create it, or"
                        + " correct the name in the database URI");
    }

    @Test
    void saysThatNobodyListens() {
        int port = FreePort.next();
        assertThatThrownBy(() -> open("postgresql://postgres@127.0.0.1:" + port + "/db"))
                .isInstanceOf(Unavailable.class)
                .hasMessageMatching("PostgreSQL at 127\\.0\\.0\\.1:" + port + " is not reachable: .*refused.*; check"
                        + " that it runs there and the database URI");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var uri = "postgresql://postgres@127.0.0.1:" + silent.getLocalPort() + "/db";
            assertThatThrownBy(() -> open(uri, Duration.ofMillis(300)))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("is not reachable");
        }
    }

    @Test
    void saysWhatAUriLooksLikeWithoutRepeatingAWrongOne() {
        assertThatThrownBy(() -> open("postgresql://user:p@ss word@host/db"))
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("the PostgreSQL URI cannot be read (expected: postgresql://")
                .hasMessageNotContaining("p@ss");
    }

    @Test
    void saysThatTheRootCertificateIsMissing() {
        assertThatThrownBy(() -> open(database.uri() + "?sslmode=verify-full&sslrootcert=nowhere.pem"))
                .isInstanceOf(Unavailable.class)
                .hasMessage("sslrootcert: nowhere.pem (expected: a readable PEM file)");
    }

    @Test
    void refusesASchemaThatIsNewerThanItself() {
        open(database.uri());
        database.execute("insert into flyway_schema_history select 99, '99', 'later', 'SQL', 'V99__later.sql', 0, 'x',"
                + " now(), 0, true");

        assertThatThrownBy(() -> open(database.uri()))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the database schema is version 99 (expected: <= " + Migrations.NEWEST
                        + "); run the Countersign that made it, or a newer one");
    }

    @Test
    void refusesAServerThatIsTooOld() {
        var postgres = open(database.uri());
        var connection = await(postgres.connect());
        var migrations = new Migrations(vertx, connection, ServerAddress.parse(database.uri()), 99);

        assertThatThrownBy(() -> await(migrations.run()))
                .isInstanceOf(Unavailable.class)
                .hasMessageMatching("PostgreSQL at 127\\.0\\.0\\.1:\\d+ is version \\d.* \\(expected: >= 99\\)");
    }

    @Test
    void isUsableAgainAfterItsConnectionsWereCut() throws InterruptedException {
        var journal = new PgJournal(open(database.uri()), RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);
        await(journal.backlog(0));
        assertThat(database.terminate("application_name = 'countersign'")).isPositive();

        Eventually.holds(
                "a submission is accepted",
                () -> settle(journal.append(List.of(StoreSamples.submission(1))))
                        .succeeded());
    }

    /** Intakes belong to one context, and are told like that also when the wait is given up for them. */
    @Test
    void whoeverAskedOnAContextHearsThereThatTheServerFellSilent() throws InterruptedException {
        var postgres = open(database.uri());
        var asked = Promise.<Context>promise();
        var heard = Promise.<Context>promise();
        vertx.runOnContext(_ -> {
            asked.complete(Vertx.currentContext());
            postgres.run("select pg_sleep(4)", Tuple.tuple()).onComplete(_ -> heard.complete(Vertx.currentContext()));
        });
        Eventually.holds(
                "it is asked",
                () -> database.number("select count(*) from pg_stat_activity where query like 'select pg_sleep(4)%'")
                        == 1);

        postgres.fellSilent();

        assertThat(await(heard.future())).isNotNull().isSameAs(await(asked.future()));
    }

    private static <T> Future<T> settle(Future<T> future) {
        await(future.transform(_ -> Future.succeededFuture()));
        return future;
    }

    @Test
    void givesUpAStatementThatTakesTooLong() {
        var postgres = open(database.uri(), Duration.ofMillis(300));

        assertThatThrownBy(() -> await(postgres.run("select pg_sleep(60)", Tuple.tuple())))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("statement timeout");
    }
}
