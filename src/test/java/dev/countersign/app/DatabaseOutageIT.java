package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.quickstart.DataFolder;
import dev.countersign.app.quickstart.Demonstration;
import dev.countersign.app.quickstart.EmbeddedDatabase;
import dev.countersign.app.quickstart.LocalApi;
import dev.countersign.app.quickstart.StartProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL that goes away under a process that serves, as requests, operators and the log see it. */
class DatabaseOutageIT {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final String BEGAN = "answered 503 until then";
    private static final String ENDED = "can be used again";
    private static final String SHA256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    private static final String ONE_ARTIFACT =
            "{\"artifacts\":[{\"path\":\"%s\",\"info\":{\"length\":6,\"hashes\":{\"sha256\":\"" + SHA256 + "\"}}}]}";
    private static final String NO_TASK = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path temporary;

    private DataFolder data;
    private EmbeddedDatabase database;

    @BeforeEach
    void startServer() {
        data = DataFolder.open(temporary.resolve("data"));
        database = EmbeddedDatabase.start(
                data, new StartProgress(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC()));
    }

    @AfterEach
    void stopServer() {
        database.close();
        data.close();
    }

    private record Timed(String what, HttpResponse<String> response, Duration took) {}

    @Test
    void aKilledDatabaseIsAnOutageAndItsReturnTheEndOfIt() throws Exception {
        try (var node = serving(database.url())) {
            signal("KILL");
            node.until(() -> node.operation("/ready").statusCode() == 503);

            everyAnswerIsTheUsual503(requests(node));
            assertThat(node.operation("/ready").body())
                    .contains("\"status\":\"waiting\"", "\"database\":\"PostgreSQL at 127.0.0.1:")
                    .doesNotContain("another Countersign");
            // Each of these would be a line.
            for (int i = 0; i < 50; i++) {
                assertThat(node.get("/api/v1/task?task_id=" + NO_TASK).statusCode())
                        .isEqualTo(503);
            }
            node.until(() -> count(node, BEGAN) == 1);

            assertThat(database.restart()).isTrue();
            recovers(node);
        }
    }

    @Test
    void aFrozenDatabaseKeepsNobodyWaiting() throws Exception {
        try (var node = serving(database.url())) {
            signal("STOP");
            try {
                var answers = requests(node);
                assertThat(answers)
                        .allSatisfy(answer ->
                                assertThat(answer.took()).as(answer.what()).isLessThan(LONGEST_WAIT));
                // What was read before the silence was noticed may be answered from memory, changes cannot be.
                everyAnswerIsTheUsual503(answers.stream()
                        .filter(answer -> answer.response().statusCode() != 200)
                        .toList());
                assertThat(answers)
                        .filteredOn(answer -> answer.what().startsWith("POST")
                                || answer.what().contains("/task"))
                        .allSatisfy(answer ->
                                assertThat(answer.response().statusCode()).isEqualTo(503));
                node.until(() -> node.operation("/ready").statusCode() == 503);
                node.until(() -> node.get("/metadata/timestamp.json").statusCode() == 503);
                everyAnswerIsTheUsual503(requests(node));
                assertThat(node.operation("/ready").body()).doesNotContain("another Countersign");
                // A silence that is over before a trial has failed is no outage.
                node.until(() -> count(node, BEGAN) == 1);
            } finally {
                signal("CONT");
            }
            recovers(node);
        }
    }

    @Test
    void aFullDiskIsAnOutageForWritersOnly() throws Exception {
        try (var disk = SmallDisk.mount(temporary.resolve("disk"), 64)) {
            var url = databaseOn(disk);
            try (var node = serving(url)) {
                disk.fill();

                var refused = node.post("/api/v1/artifacts", many(2_000));
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
                assertThat(refused.body()).contains("takes no changes");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                node.until(() -> node.operation("/ready").body().contains("\"status\":\"reading\""));
                assertThat(node.operation("/ready").statusCode()).isEqualTo(200);
                assertThat(node.operation("/ready").body())
                        .contains("\"writing\":false", "\"storage\":\"PostgreSQL at 127.0.0.1:", "no space left");
                assertThat(node.operation("/ready/writing").statusCode()).isEqualTo(503);
                assertThat(node.get("/metadata/timestamp.json").statusCode()).isEqualTo(200);
                assertThat(node.get("/api/v1/config").statusCode()).isEqualTo(200);
                assertThat(node.get("/api/v1/bootstrap").statusCode()).isEqualTo(200);
                for (int i = 0; i < 10; i++) {
                    assertThat(node.post("/api/v1/artifacts", many(2_000)).statusCode())
                            .isEqualTo(503);
                }

                disk.clear();
                recovers(node);
            }
        }
    }

    @Test
    void aFullDiskIsNoticedWhenNobodyWritesToo() throws Exception {
        try (var disk = SmallDisk.mount(temporary.resolve("disk"), 64);
                var node = serving(databaseOn(disk))) {
            disk.fill();

            node.until(() -> node.operation("/ready/writing").statusCode() == 503);
            assertThat(node.operation("/ready").statusCode()).isEqualTo(200);
            assertThat(node.operation("/ready").body())
                    .contains("\"status\":\"reading\"", "\"storage\":\"PostgreSQL at 127.0.0.1:", "no space left");

            disk.clear();
            recovers(node);
        }
    }

    @Test
    void aStartWaitsForADatabaseThatIsAway() throws Exception {
        signal("KILL");
        try (var node = start(database.url())) {
            node.until(() -> node.operation("/ready").body().contains("\"database\":\"PostgreSQL at 127.0.0.1:"));
            assertThat(node.operation("/ready").statusCode()).isEqualTo(503);
            assertThat(node.operation("/health").statusCode()).isEqualTo(200);
            // Several attempts, one line.
            Thread.sleep(5_000);
            assertThat(count(node, "the start waits for it")).as(node.printed()).isEqualTo(1);

            assertThat(database.restart()).isTrue();
            bootstrap(node.serving());
            node.add("one.txt");
            // The other warning is that this node asks nobody who calls.
            assertThat(count(node, " WARN ") - count(node, "access.mode is open"))
                    .as(node.printed())
                    .isEqualTo(1);
            assertThat(count(node, "can be used: the start goes on"))
                    .as(node.printed())
                    .isEqualTo(1);
            assertThat(node.printed()).doesNotContain("Exception", " | at ", "ERROR");
            assertThat(node.stop()).isZero();
        }
    }

    @Test
    void aStartThatWaitsStopsAtOnce() throws Exception {
        signal("KILL");
        try (var node = start(database.url())) {
            node.until(() -> count(node, "the start waits for it") == 1);

            assertThat(node.stop()).isZero();
        }
    }

    @Test
    void anImportGoesOnAfterAnOutage() throws Exception {
        int artifacts = 5_000;
        var list = Files.writeString(
                temporary.resolve("list.csv"),
                IntStream.range(0, artifacts)
                        .mapToObj(i -> "dir/" + i + ".txt;6;sha256;" + SHA256)
                        .collect(Collectors.joining("\n")));
        var noted = temporary.resolve("list.csv.checkpoint");
        try (var node = serving(database.url());
                var importing = Countersign.start(
                        Map.of(),
                        "import",
                        list.toString(),
                        "--server=" + node.address(),
                        "--batch=20",
                        "--in-flight=2")) {
            importing.until(() -> Files.exists(noted) && lines(noted) > 10);
            signal("KILL");
            importing.until(() -> importing.printed().contains("Waiting: "));
            node.until(() -> count(node, BEGAN) == 1);

            assertThat(database.restart()).isTrue();

            assertThat(importing.status()).as(importing.printed()).isZero();
            assertThat(importing.printed()).contains("Accepted 5,000 artifacts", "Published after");
            for (int i = 0; i < artifacts; i++) {
                assertThat(node.get("/api/v1/artifacts?path=dir/" + i + ".txt").statusCode())
                        .isEqualTo(200);
            }
            recovers(node);
        }
    }

    private static long lines(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void recovers(Countersign node) {
        node.until(() -> node.operation("/ready/writing").statusCode() == 200);
        node.add("after.txt");
        node.until(() -> count(node, ENDED) > 0);
        assertThat(count(node, BEGAN)).as(node.printed()).isEqualTo(1);
        assertThat(count(node, ENDED)).as(node.printed()).isEqualTo(1);
        assertThat(node.printed()).doesNotContain("Exception", " | at ", "ERROR", "another Countersign");
        assertThat(node.stop()).isZero();
    }

    private static void everyAnswerIsTheUsual503(List<Timed> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.response().statusCode())
                    .as(answer.what() + ": " + answer.response().body())
                    .isEqualTo(503);
            assertThat(answer.response().headers().firstValue("Retry-After").orElse(""))
                    .as(answer.what())
                    .matches("[1-9]\\d?");
            assertThat(answer.took()).as(answer.what()).isLessThan(LONGEST_WAIT);
        });
    }

    /** One of every kind, all at once. */
    private static List<Timed> requests(Countersign node) throws InterruptedException, ExecutionException {
        var questions = Stream.of(
                        "/api/v1/task?task_id=" + NO_TASK,
                        "/api/v1/bootstrap",
                        "/api/v1/config",
                        "/api/v1/delegations",
                        "/api/v1/metadata/sign",
                        "/api/v1/artifacts?path=one.txt",
                        "/metadata/timestamp.json")
                .<Callable<Timed>>map(path -> () -> timed("GET " + path, () -> node.get(path)));
        var changes = Map.of(
                        "/api/v1/artifacts",
                        ONE_ARTIFACT.formatted("two.txt"),
                        "/api/v1/artifacts/delete",
                        "{\"artifacts\":[\"one.txt\"]}",
                        "/api/v1/artifacts/publish",
                        "",
                        "/api/v1/metadata/online",
                        "{\"roles\":[\"timestamp\"]}")
                .entrySet()
                .stream()
                .<Callable<Timed>>map(change ->
                        () -> timed("POST " + change.getKey(), () -> node.post(change.getKey(), change.getValue())));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Timed>();
            for (var answer :
                    callers.invokeAll(Stream.concat(questions, changes).toList())) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static Timed timed(String what, Callable<HttpResponse<String>> request) throws Exception {
        var began = System.nanoTime();
        var response = request.call();
        return new Timed(what, response, Duration.ofNanos(System.nanoTime() - began));
    }

    private static String many(int artifacts) {
        var list = new StringBuilder("{\"artifacts\":[");
        for (int i = 0; i < artifacts; i++) {
            list.append(i == 0 ? "" : ",")
                    .append("{\"path\":\"dir/%s-%s.txt\",\"info\":{\"length\":6,\"hashes\":{\"sha256\":\"%s\"}}}"
                            .formatted(i, System.nanoTime(), SHA256));
        }
        return list.append("]}").toString();
    }

    /** A database whose tables are on that disk; the server's journal stays where it was. */
    private String databaseOn(SmallDisk disk) throws IOException, SQLException {
        var folder = Files.createDirectory(disk.folder().resolve("tables"));
        var login = URI.create(database.url());
        var user = login.getUserInfo().split(":", 2);
        var address = "jdbc:postgresql://127.0.0.1:" + login.getPort() + login.getPath();
        try (var connection = DriverManager.getConnection(address, user[0], user[1]);
                var statement = connection.createStatement()) {
            statement.execute("create tablespace small location '" + folder + "'");
            statement.execute("create database small tablespace small");
        }
        return database.url().replaceFirst("/" + EmbeddedDatabase.NAME + "$", "/small");
    }

    private static long count(Countersign node, String text) {
        return node.printed().lines().filter(line -> line.contains(text)).count();
    }

    private Countersign serving(String url) throws IOException {
        var node = start(url).serving();
        bootstrap(node);
        node.add("one.txt");
        return node;
    }

    private Countersign start(String url) throws IOException {
        return Countersign.node(url, data.keys(), Map.of());
    }

    private void bootstrap(Countersign node) {
        try (var api = new LocalApi(node.address(), "any")) {
            api.bootstrap(
                    new Demonstration(data.rootKeys(), data.keys())
                            .bootstrap(2, Clock.systemUTC().instant()),
                    Duration.ofMinutes(1));
        }
    }

    /** To the server and all its processes. */
    private void signal(String name) throws IOException, InterruptedException {
        var server = database.serverProcess().orElseThrow();
        var processes = Stream.concat(Stream.of(server), server.descendants())
                .map(process -> Long.toString(process.pid()))
                .toList();
        var command = new ArrayList<>(List.of("kill", "-" + name));
        command.addAll(processes);
        new ProcessBuilder(command).inheritIO().start().waitFor();
        if (name.equals("KILL")) {
            server.onExit().join();
        }
    }
}
