package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.quickstart.DataFolder;
import dev.countersign.app.quickstart.EmbeddedDatabase;
import dev.countersign.app.quickstart.StartProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input ends with one sentence and a status that is not zero; as a process, since that is what operators see. */
class RefusedStartIT {

    @TempDir
    Path temporary;

    @Test
    void aPortInUse() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = taken.getLocalPort();
            refused(
                    Map.of(),
                    1,
                    "countersign: port " + port
                            + " on 127.0.0.1 cannot be opened: another program listens there; stop that"
                            + " program or choose another port with --port or http.port",
                    "quickstart",
                    "--data",
                    temporary.resolve("data").toString(),
                    "--port=" + port);
            assertThat(temporary.resolve("data")).doesNotExist();
            refused(
                    Map.of("COUNTERSIGN_HTTP_PORT", "0", "COUNTERSIGN_MANAGEMENT_PORT", Integer.toString(port)),
                    1,
                    "countersign: port " + port
                            + " on 127.0.0.1 cannot be opened: another program listens there; stop that"
                            + " program or choose another port with --management-port or management.port",
                    "serve");
        }
    }

    @Test
    void aConfigurationThatIsNotThere() throws IOException {
        var missing = temporary.resolve("missing.yaml");
        refused(
                Map.of(),
                2,
                "countersign: " + missing + ": no such configuration file; name one with --config"
                        + " (conf/countersign.yaml shows every key)",
                "serve",
                "--config",
                missing.toString());
    }

    @Test
    void aTypoInTheConfiguration() throws IOException {
        var file = Files.writeString(temporary.resolve("countersign.yaml"), "http:\n  prot: 80\n");
        refused(
                Map.of(),
                2,
                "countersign: http.prot: unknown key (" + file + " line 2); did you mean http.port?",
                "serve",
                "--config",
                file.toString());
    }

    @Test
    void optionsOutOfRange() throws IOException {
        refused(Map.of(), 2, "countersign: --bins: 1 (expected: 2 to 16384)", "quickstart", "--bins", "1");
        refused(
                Map.of(),
                2,
                "countersign: http.port: 80800 (expected: a number from 0 to 65535; --port)",
                "quickstart",
                "--port",
                "80800");
    }

    @Test
    void anOriginOfTheLogThatIsNone() throws IOException {
        refused(
                Map.of("COUNTERSIGN_LOG_ORIGIN", "https://tuf.example.org"),
                2,
                "countersign: log.origin: https://tuf.example.org (expected: an address without scheme",
                "serve");
    }

    @Test
    void aWrongPasswordAndADatabaseThatIsNotThere() throws IOException {
        var silent = new StartProgress(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC());
        try (var data = DataFolder.open(temporary.resolve("data"));
                var database = EmbeddedDatabase.start(data, silent)) {
            refused(
                    serving(database.url().replaceFirst(":[0-9a-f]{48}@", ":wrong@")),
                    1,
                    "countersign: PostgreSQL at 127.0.0.1:",
                    "serve");
            refused(serving(database.url() + "_missing"), 1, "countersign: PostgreSQL at 127.0.0.1:", "serve");
        }
    }

    @Test
    void aPasswordFileThatIsNotThere() throws IOException {
        var environment = new java.util.HashMap<>(serving("postgresql://countersign@127.0.0.1/countersign"));
        environment.put(
                "COUNTERSIGN_DATABASE_PASSWORD_FILE",
                temporary.resolve("missing").toString());

        refused(
                environment,
                2,
                "countersign: database.password-file: " + temporary.resolve("missing") + " cannot be read (NoSuchFile",
                "serve");
    }

    @Test
    void aDataFolderOfAnotherPostgresql() throws IOException {
        DataFolder.open(temporary.resolve("data")).close();
        var cluster = Files.createDirectories(temporary.resolve("data/postgres/data"));
        Files.writeString(cluster.resolve("PG_VERSION"), "17\n");

        refused(
                Map.of(),
                1,
                "countersign: " + cluster + ": holds data of PostgreSQL 17",
                "quickstart",
                "--data",
                temporary.resolve("data").toString(),
                "--port=0",
                "--management-port=0");
    }

    @Test
    void aDataFolderOfSomebodyElse() throws IOException {
        Files.writeString(temporary.resolve("thesis.tex"), "");

        refused(
                Map.of(),
                1,
                "countersign: " + temporary + ": this folder is not empty and not a Countersign data folder",
                "quickstart",
                "--data",
                temporary.toString(),
                "--port=0",
                "--management-port=0");
    }

    private static Map<String, String> serving(String database) {
        return Map.of(
                "COUNTERSIGN_DATABASE_URL", database,
                "COUNTERSIGN_HTTP_PORT", "0",
                "COUNTERSIGN_MANAGEMENT_PORT", "0",
                "COUNTERSIGN_LOG_LEVEL", "error");
    }

    private static void refused(Map<String, String> environment, int status, String beginning, String... arguments)
            throws IOException {
        try (var countersign = Countersign.start(environment, arguments)) {
            assertThat(countersign.status()).as(countersign.printed()).isEqualTo(status);
            assertThat(countersign.printed())
                    .startsWith(beginning)
                    .hasLineCount(1)
                    .doesNotContain("Exception");
        }
    }
}
