package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.quickstart.Demonstration;
import dev.countersign.store.TestPostgres;
import dev.countersign.store.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several repositories in processes that share one database. */
class ManyRepositoriesIT {
    private static final Pattern TASK = Pattern.compile("\"task_id\":\"([0-9a-f]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private final TestPostgres.Database database = TestPostgres.database();

    @TempDir
    Path temporary;

    @AfterEach
    void drop() {
        database.close();
    }

    private Countersign node(Map<String, String> more) throws IOException {
        return Countersign.node(database.uri(), temporary.resolve("keys"), more);
    }

    /** Creates a repository with keys of its own; returns its number. */
    private int create(Countersign node, String name) {
        return create(node, name, 2);
    }

    private int create(Countersign node, String name, int bins) {
        var created = node.post("/api/v1/repositories", "{\"name\":\"" + name + "\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        bootstrap(node, name, bins);
        return id(created.body());
    }

    private void bootstrap(Countersign node, String name, int bins) {
        var ceremony = new Demonstration(temporary.resolve("root-" + name), temporary.resolve("keys"));
        var accepted = node.post(
                "/repositories/" + name + "/api/v1/bootstrap",
                ceremony.bootstrap(bins, Clock.systemUTC().instant()));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        succeeds(node, name, task(accepted.body()));
    }

    private static int id(String body) {
        var id = ID.matcher(body);
        assertThat(id.find()).as(body).isTrue();
        return Integer.parseInt(id.group(1));
    }

    private static String task(String body) {
        var task = TASK.matcher(body);
        assertThat(task.find()).as(body).isTrue();
        return task.group(1);
    }

    private static String submit(Countersign node, String name, String path) {
        var accepted = node.post("/repositories/" + name + "/api/v1/artifacts", """
            {"artifacts":[{"path":"%s","info":{"length":6,"hashes":{"sha256":"%s"}}}]}\
            """.formatted(path, "ab".repeat(32)));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return task(accepted.body());
    }

    private static String state(Countersign node, String name, String task) {
        return node.get("/repositories/" + name + "/api/v1/task?task_id=" + task)
                .body();
    }

    private static void succeeds(Countersign node, String name, String task) {
        node.until(() -> state(node, name, task).contains("\"SUCCESS\""));
    }

    private static String timestamp(Countersign node, String name) {
        return node.get("/repositories/" + name + "/metadata/timestamp.json").body();
    }

    private static HttpResponse<String> delete(Countersign node, String name) throws IOException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(node.address() + "/api/v1/repositories/" + name))
                            .DELETE()
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key with which the timestamp of a repository is signed. */
    private Path key(Countersign node, String name) {
        var id = Pattern.compile("\"keyid\":\"([0-9a-f]+)\"").matcher(timestamp(node, name));
        assertThat(id.find()).isTrue();
        return temporary.resolve("keys").resolve(id.group(1));
    }

    @Test
    void aRepositoryThatCannotSignOrCannotBeReadConcernsNoOther() throws IOException {
        int damaged;
        try (var node = node(Map.of()).serving()) {
            create(node, "well");
            create(node, "keyless");
            damaged = create(node, "damaged");
            var first = submit(node, "well", "one.txt");
            succeeds(node, "well", first);
            // A task is known under its own repository only.
            assertThat(state(node, "keyless", first)).contains("\"PENDING\"");
            assertThat(node.get("/repositories/keyless/api/v1/artifacts?path=one.txt")
                            .statusCode())
                    .isEqualTo(404);

            Files.move(key(node, "keyless"), temporary.resolve("away"));
            var waits = submit(node, "keyless", "two.txt");
            node.until(
                    () -> node.get("/repositories/keyless/api/v1/status").body().contains("cannot sign"));
            for (int i = 0; i < 5; i++) {
                succeeds(node, "well", submit(node, "well", "more-" + i + ".txt"));
            }
            assertThat(state(node, "keyless", waits)).doesNotContain("\"SUCCESS\"");
            assertThat(node.get("/repositories/well/api/v1/status").body()).contains("\"writing\":true");
            assertThat(node.operation("/ready/writing").statusCode()).isEqualTo(200);
            assertThat(node.operation("/ready").body()).contains("\"repositories\":{\"keyless\":{");
            assertThat(node.operation("/metrics").body())
                    .contains("countersign_publication_seconds_count{repository=\"well\"}")
                    .contains("countersign_backlog_submissions{repository=\"keyless\"}");

            Files.move(temporary.resolve("away"), key(node, "keyless"));
            succeeds(node, "keyless", waits);
            assertThat(node.stop()).isZero();
        }
        database.execute("update head set document = 'no decisions' where repository = " + damaged);
        try (var node = node(Map.of()).serving()) {
            succeeds(node, "well", submit(node, "well", "after.txt"));
            for (var path : new String[] {"/api/v1/config", "/metadata/timestamp.json"}) {
                var refused = node.get("/repositories/damaged" + path);
                assertThat(refused.statusCode()).as(path).isEqualTo(500);
                assertThat(refused.body()).contains("this repository cannot be used", "restore the database");
            }
            assertThat(node.operation("/ready/writing").statusCode()).isEqualTo(200);
            succeeds(node, "keyless", submit(node, "keyless", "after.txt"));
            assertThat(node.stop()).isZero();
        }
    }

    @Test
    void oneThatSignsAllItsBinsAgainKeepsNoOtherWaiting() throws IOException {
        try (var node = node(Map.of()).serving()) {
            create(node, "large", 16_384);
            create(node, "small");
            succeeds(node, "small", submit(node, "small", "before.txt"));
            var rotation = "";
            for (int times = 0; times < 3; times++) {
                var again = node.post("/repositories/large/api/v1/metadata/online", "{\"roles\":[\"bins\"]}");
                assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
                rotation = task(again.body());
            }

            var meanwhile = 0;
            while (!state(node, "large", rotation).contains("\"SUCCESS\"")) {
                succeeds(node, "small", submit(node, "small", "meanwhile-" + meanwhile++ + ".txt"));
            }

            assertThat(meanwhile)
                    .as("publications of the small one meanwhile; one for each rotation if it waited for them")
                    .isGreaterThan(4);
            assertThat(node.stop()).isZero();
        }
    }

    @Test
    void aRemovedRepositoryIsGoneAtOnceAndItsRowsAfterARestart() throws IOException {
        int id;
        try (var node = node(Map.of()).serving()) {
            id = create(node, "pypi");
            create(node, "crates");
            succeeds(node, "pypi", submit(node, "pypi", "one.txt"));
            database.execute("insert into metadata (repository, role, version, expires, bytes)" + " select " + id
                    + ", 'old-' || n, 1, now(), '\\x00' from generate_series(1, 20000) as n");

            assertThat(delete(node, "pypi").statusCode()).isEqualTo(202);
            for (var path : new String[] {
                "/metadata/timestamp.json", "/metadata/1.root.json", "/metadata/", "/api/v1/bootstrap", "/api/v1/status"
            }) {
                assertThat(node.get("/repositories/pypi" + path).statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
            node.until(() -> rows(id) < 20_000);
            node.kill();
        }
        assertThat(rows(id)).isPositive();
        try (var node = node(Map.of()).serving()) {
            assertThat(node.get("/repositories/pypi/metadata/timestamp.json").statusCode())
                    .isEqualTo(404);
            var again = create(node, "pypi");
            assertThat(again).isGreaterThan(id);
            assertThat(node.get("/repositories/pypi/api/v1/artifacts?path=one.txt")
                            .statusCode())
                    .isEqualTo(404);

            node.until(() -> rows(id) == 0);

            succeeds(node, "pypi", submit(node, "pypi", "two.txt"));
            succeeds(node, "crates", submit(node, "crates", "two.txt"));
            for (var table : new String[] {"journal", "outcome", "publication", "retired"}) {
                assertThat(database.number("select count(*) from " + table + " where repository = " + id))
                        .as(table)
                        .isZero();
            }
            assertThat(node.stop()).isZero();
        }
    }

    private long rows(int id) {
        return database.number("select count(*) from metadata where repository = " + id);
    }

    @Test
    void nodesWithRedisShareThemAndHearOfEachOthersChanges() throws IOException {
        try (var redis = TestRedis.open();
                var first = node(Map.of("COUNTERSIGN_REDIS_URL", redis.uri())).serving();
                var second = node(Map.of("COUNTERSIGN_REDIS_URL", redis.uri())).serving()) {
            create(first, "pypi");
            create(second, "crates");
            for (int i = 0; i < 3; i++) {
                succeeds(first, "pypi", submit(second, "pypi", "p-" + i + ".txt"));
                assertThat(timestamp(second, "pypi")).isEqualTo(timestamp(first, "pypi"));
                succeeds(second, "crates", submit(first, "crates", "c-" + i + ".txt"));
                assertThat(timestamp(second, "crates")).isEqualTo(timestamp(first, "crates"));
            }

            assertThat(delete(first, "pypi").statusCode()).isEqualTo(202);
            assertThat(second.get("/repositories/pypi/metadata/timestamp.json").statusCode())
                    .isEqualTo(404);
            assertThat(first.get("/repositories/pypi/metadata/timestamp.json").statusCode())
                    .isEqualTo(404);
            second.until(
                    () -> second.get("/repositories/pypi/metadata/1.root.json").statusCode() == 404);

            create(second, "pypi");
            succeeds(first, "pypi", submit(first, "pypi", "new.txt"));
            assertThat(timestamp(second, "pypi")).isEqualTo(timestamp(first, "pypi"));

            first.kill();
            succeeds(second, "crates", submit(second, "crates", "after.txt"));
            succeeds(second, "pypi", submit(second, "pypi", "after.txt"));
            assertThat(second.stop()).isZero();
        }
    }

    @Test
    void withoutRedisTheNextNodeLeadsForAllOfThem() throws IOException {
        try (var first = node(Map.of()).serving();
                var second = node(Map.of())) {
            create(first, "pypi");
            create(first, "crates");
            succeeds(first, "crates", submit(first, "crates", "one.txt"));
            var seen = timestamp(first, "crates");

            first.kill();

            assertThat(timestamp(second.serving(), "crates")).isEqualTo(seen);
            succeeds(second, "crates", submit(second, "crates", "two.txt"));
            succeeds(second, "pypi", submit(second, "pypi", "two.txt"));
            assertThat(timestamp(second, "crates")).isNotEqualTo(seen);
        }
    }
}
