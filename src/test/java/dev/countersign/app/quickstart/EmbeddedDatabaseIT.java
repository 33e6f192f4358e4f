package dev.countersign.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.app.config.StartFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {

    private static final StartProgress SILENT =
            new StartProgress(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC());

    @TempDir
    Path temporary;

    @Test
    void itIsDurableKeepsItsDataAndIsGoneAfterAStop() throws Exception {
        var folder = temporary.resolve("new/data");
        long server;
        try (var data = DataFolder.open(folder)) {
            try (var database = EmbeddedDatabase.start(data, SILENT)) {
                server = serverOf(data);
                try (var connection = connect(database.url())) {
                    assertThat(show(connection, "fsync")).isEqualTo("on");
                    assertThat(show(connection, "synchronous_commit")).isEqualTo("on");
                    assertThat(show(connection, "full_page_writes")).isEqualTo("on");
                    assertThat(show(connection, "data_checksums")).isEqualTo("on");
                    assertThat(show(connection, "server_version")).startsWith(PostgresBinaries.MAJOR + ".");
                    connection.createStatement().execute("create table kept as select 42 as answer");
                }
            }
            assertThat(ends(server)).isTrue();
            try (var database = EmbeddedDatabase.start(data, SILENT);
                    var connection = connect(database.url())) {
                assertThat(answer(connection)).isEqualTo(42);
            }
        }
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("postgres/password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void itStartsAgainInAFolderWithAnUnusualName() throws Exception {
        var name = "-été 'x' %s%d & ; ! * ? # ~ (a) <b> | {c} = , + @";
        try (var data = DataFolder.open(temporary.resolve(name))) {
            for (int i = 0; i < 2; i++) {
                try (var database = EmbeddedDatabase.start(data, SILENT);
                        var connection = connect(database.url())) {
                    assertThat(show(connection, "fsync")).isEqualTo("on");
                }
            }
        }
    }

    @Test
    void itAnswersOnLoopbackOnlyAndAsksForThePassword() throws Exception {
        try (var data = DataFolder.open(temporary.resolve("data"));
                var database = EmbeddedDatabase.start(data, SILENT)) {
            var url = database.url();
            assertThatThrownBy(() -> connect(url.replaceFirst(":[0-9a-f]{48}@", ":guess@")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            var port = URI.create(url).getPort();
            for (var outside : NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .toList()) {
                assertThatThrownBy(() -> new Socket(outside, port).close()).isInstanceOf(IOException.class);
            }
            new Socket(InetAddress.getByName("127.0.0.1"), port).close();
        }
    }

    @Test
    void theNextStartStopsAServerThatWasLeftRunning() throws Exception {
        var folder = temporary.resolve("data");
        long left;
        try (var data = DataFolder.open(folder)) {
            var database = EmbeddedDatabase.start(data, SILENT);
            left = serverOf(data);
            try (var connection = connect(database.url())) {
                connection.createStatement().execute("create table kept as select 42 as answer");
            }
            // never closed, as after kill -9 of this process
        }
        try (var data = DataFolder.open(folder);
                var database = EmbeddedDatabase.start(data, SILENT);
                var connection = connect(database.url())) {
            assertThat(ends(left)).isTrue();
            assertThat(answer(connection)).isEqualTo(42);
        }
    }

    @Test
    void aPidFileThatNamesAnotherProgramDoesNoHarm() throws Exception {
        var folder = temporary.resolve("data");
        try (var data = DataFolder.open(folder)) {
            EmbeddedDatabase.start(data, SILENT).close();
            Files.writeString(
                    folder.resolve("postgres/data/postmaster.pid"),
                    ProcessHandle.current().pid() + "\n/nowhere\n");

            EmbeddedDatabase.start(data, SILENT).close();
        }
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void dataOfAnotherMajorVersionIsRefused() throws Exception {
        var folder = temporary.resolve("data");
        try (var data = DataFolder.open(folder)) {
            var cluster = Files.createDirectories(data.postgres().resolve("data"));
            Files.writeString(cluster.resolve("PG_VERSION"), "17\n");

            assertThatThrownBy(() -> EmbeddedDatabase.start(data, SILENT))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith(
                            cluster + ": holds data of PostgreSQL 17, this Countersign brings PostgreSQL "
                                    + PostgresBinaries.MAJOR + "; start the version of Countersign that wrote it");
        }
    }

    @Test
    void aClusterThatIsDamagedIsReportedWithItsLog() throws Exception {
        var folder = temporary.resolve("data");
        try (var data = DataFolder.open(folder)) {
            EmbeddedDatabase.start(data, SILENT).close();
            Files.delete(folder.resolve("postgres/data/global/pg_control"));

            assertThatThrownBy(() -> EmbeddedDatabase.start(data, SILENT))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("the embedded PostgreSQL could not be started")
                    .hasMessageContaining(folder.resolve("postgres/log") + " says why")
                    .message()
                    .hasLineCount(1);
        }
    }

    private static Connection connect(String url) throws SQLException {
        var uri = URI.create(url);
        var login = uri.getUserInfo().split(":");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + uri.getPort() + uri.getPath(), login[0], login[1]);
    }

    private static long serverOf(DataFolder data) throws IOException {
        return Long.parseLong(Files.readAllLines(data.postgres().resolve("data/postmaster.pid"))
                .getFirst());
    }

    /** The server removes its pid file, which is what a stop waits for, a moment before it ends. */
    private static boolean ends(long process) throws InterruptedException {
        for (var i = 0; i < 200 && isRunning(process); i++) {
            Thread.sleep(50);
        }
        return !isRunning(process);
    }

    /** A process that has ended but was not collected by its parent has no command any more. */
    private static boolean isRunning(long process) {
        return ProcessHandle.of(process)
                .flatMap(handle -> handle.info().command())
                .isPresent();
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static int answer(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select answer from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
