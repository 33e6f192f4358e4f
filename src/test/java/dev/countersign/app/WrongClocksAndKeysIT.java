package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.Values;
import dev.countersign.app.quickstart.Demonstration;
import dev.countersign.app.quickstart.LocalApi;
import dev.countersign.app.service.Node;
import dev.countersign.app.service.Waits;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A service whose online key is gone, or whose clock cannot be believed, serves on and says so. */
class WrongClocksAndKeysIT extends OneDatabase {
    private static final Pattern ATTENTION_TO_ROOT = Pattern.compile("\"attention\":\\{[^}]*\"root\":");

    private static final Duration TEN_YEARS = Duration.ofDays(3650);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern EXPIRES = Pattern.compile("\"expires\":\"([^\"]+)\"");
    private static final Pattern TASK = Pattern.compile("\"task_id\":\"([0-9a-f]+)\"");

    @Test
    void aKeyThatIsGoneIsSaidEverywhereAndComesBackWithoutARestart() throws IOException {
        String task;
        try (var first = process().serving()) {
            bootstrap(first.address(), Instant.now());
            first.add("before.txt");
            var away = moveKeysAway();
            first.until(() -> first.operation("/ready/writing").statusCode() == 503);

            assertThat(first.operation("/ready").statusCode()).isEqualTo(200);
            assertThat(first.operation("/ready").body()).contains("\"key\":\"the online key fn:");
            assertThat(first.operation("/metrics").body()).contains("countersign_waiting{condition=\"key\"} 1.0");
            task = post(first, "while-gone.txt");
            first.until(() -> first.get("/api/v1/status").body().contains("\"submissions\":1"));
            assertThat(first.get("/api/v1/task/?task_id=" + task).body())
                    .contains("\"STARTED\"", "\"message\":\"Waiting: the online key fn:");
            assertThat(first.printed().lines().filter(line -> line.contains("cannot sign")))
                    .as("at most one line a minute")
                    .hasSizeLessThanOrEqualTo(2);
            assertThat(first.stop()).isZero();
            putWrongKey(away);
        }
        try (var second = process().serving()) {
            assertThat(second.get("/metadata/timestamp.json").statusCode()).isEqualTo(200);
            assertThat(second.operation("/ready/writing").statusCode()).isEqualTo(503);
            assertThat(second.operation("/ready").body()).contains("not the other half");

            putKeysBack();
            second.until(
                    () -> second.get("/api/v1/task/?task_id=" + task).body().contains("\"SUCCESS\""));
            second.until(() -> second.operation("/ready/writing").statusCode() == 200);
            second.until(() -> second.printed().contains("the online key signs again"));
            assertThat(second.stop()).isZero();
        }
    }

    @Test
    void aKeyThatCannotBeReadIsNoReasonToEnd() throws IOException {
        try (var first = process().serving()) {
            bootstrap(first.address(), Instant.now());
            assertThat(first.stop()).isZero();
        }
        moveKeysAway();
        Files.delete(data.keys());
        try (var second = process().serving()) {
            assertThat(second.get("/metadata/timestamp.json").statusCode()).isEqualTo(200);
            assertThat(second.operation("/ready").body()).contains("is not in the directory of online keys");
        }
    }

    @Test
    void aClockFarFromPostgresqlsSignsNothingUntilItIsRight() throws IOException {
        var clock = new Turned();
        running(clock, Map.of(), node -> {
            bootstrap(node.address(), Instant.now());
            var before = get(node.address(), "/metadata/timestamp.json").body();

            clock.offset = TEN_YEARS;
            until(() -> get(node.managementAddress(), "/ready/writing").statusCode() == 503);
            assertThat(get(node.managementAddress(), "/ready").body()).contains("ahead of the clock of PostgreSQL");
            assertThat(get(node.managementAddress(), "/metrics").body())
                    .containsPattern("countersign_clock_behind_postgresql_seconds -3\\.15\\d*E8");
            var renewal = post(node.address(), "/api/v1/metadata/online", "{\"roles\":[\"timestamp\"]}");
            assertThat(renewal.statusCode()).isEqualTo(202);
            assertThat(get(node.address(), "/metadata/timestamp.json").body()).isEqualTo(before);

            clock.offset = Duration.ZERO;
            until(() -> !get(node.address(), "/metadata/timestamp.json").body().equals(before));
            assertThat(expiry(node)).isBefore(Instant.now().plus(Duration.ofDays(366)));
            until(() -> get(node.managementAddress(), "/ready/writing").statusCode() == 200);
        });
    }

    @Test
    void aRepositoryDatedByAClockFarAheadIsMendedByAnOperatorsWord() throws IOException {
        running(new Turned(), Map.of(), node -> bootstrap(node.address(), Instant.now()));
        database.execute("update head set committed_at = now() + interval '3650 days'");
        database.execute("update metadata set expires = now() + interval '3660 days' where role <> 'root'");

        running(new Turned(), Map.of(), node -> {
            assertThat(get(node.managementAddress(), "/ready").statusCode()).isEqualTo(200);
            assertThat(get(node.managementAddress(), "/ready/writing").statusCode())
                    .isEqualTo(503);
            assertThat(get(node.managementAddress(), "/ready").body())
                    .contains("set publishing.misdated to 1 and restart");
            assertThat(get(node.address(), "/metadata/timestamp.json").body()).contains("1.0.34\",\"version\":1}");
        });

        running(new Turned(), Map.of("COUNTERSIGN_PUBLISHING_MISDATED", "1"), node -> {
            until(() -> get(node.address(), "/metadata/timestamp.json").body().contains("1.0.34\",\"version\":2}"));
            until(() -> get(node.managementAddress(), "/ready/writing").statusCode() == 200);
            assertThat(get(node.address(), "/metadata/2.targets.json").statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void aRootIsAnnouncedBeforeItExpiresAndAfterwards() throws IOException {
        running(new Turned(), Map.of(), node -> {
            bootstrap(node.address(), Instant.now().minus(Duration.ofDays(345)));
            until(() -> ATTENTION_TO_ROOT
                    .matcher(get(node.managementAddress(), "/ready").body())
                    .find());

            assertThat(get(node.managementAddress(), "/ready/writing").statusCode())
                    .isEqualTo(200);
            assertThat(get(node.address(), "/api/v1/status").body())
                    .contains("root expires at ", "in 19 days", "countersign root update", "which needs ");
            assertThat(get(node.managementAddress(), "/metrics").body())
                    .contains("countersign_role_signatures_due{repository=\"default\",role=\"root\"} 1.0");
        });
    }

    /** A clock that a test may turn while others read it. */
    private static final class Turned extends Clock {
        volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(offset);
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private interface Story {
        void of(Node node) throws IOException;
    }

    private void running(Clock clock, Map<String, String> more, Story story) throws IOException {
        var node = new Node(
                Config.read(new Values(Map.of(), Countersign.environment(database.uri(), data.keys(), more), Map.of())),
                clock);
        var waits = new Waits(() -> false);
        try {
            node.start(waits);
            story.of(node);
        } finally {
            node.stop(waits);
        }
    }

    private Countersign process() throws IOException {
        return Countersign.node(database.uri(), data.keys(), Map.of());
    }

    private void bootstrap(URI address, Instant now) {
        try (var api = new LocalApi(address, "any")) {
            api.bootstrap(new Demonstration(data.rootKeys(), data.keys()).bootstrap(2, now), PATIENCE);
        }
    }

    private Path moveKeysAway() throws IOException {
        var away = Files.createDirectory(temporary.resolve("away"));
        try (var keys = Files.list(data.keys())) {
            for (var key : keys.toList()) {
                Files.move(key, away.resolve(key.getFileName()));
            }
        }
        return away;
    }

    /** Another key under the name of the one that is gone. */
    private void putWrongKey(Path away) throws IOException {
        var other = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom())
                .toPem(null)
                .utf8();
        try (var keys = Files.list(away)) {
            for (var key : keys.toList()) {
                Files.writeString(data.keys().resolve(key.getFileName()), other);
            }
        }
    }

    private void putKeysBack() throws IOException {
        try (var keys = Files.list(temporary.resolve("away"))) {
            for (var key : keys.toList()) {
                Files.copy(
                        key, data.keys().resolve(key.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String post(Countersign node, String path) {
        var accepted = node.post("/api/v1/artifacts/", """
            {"artifacts":[{"path":"%s","info":{"length":6,"hashes":{"sha256":"%s"}}}]}\
            """.formatted(
                        path, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"));
        assertThat(accepted.statusCode()).isEqualTo(202);
        var task = TASK.matcher(accepted.body());
        assertThat(task.find()).isTrue();
        return task.group(1);
    }

    private static Instant expiry(Node node) {
        var expires =
                EXPIRES.matcher(get(node.address(), "/metadata/timestamp.json").body());
        assertThat(expires.find()).isTrue();
        return Instant.parse(expires.group(1));
    }

    private static HttpResponse<String> get(URI address, String path) {
        return send(HttpRequest.newBuilder(address.resolve(path)).GET());
    }

    private static HttpResponse<String> post(URI address, String path, String body) {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static void until(Supplier<Boolean> condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waiting too long");
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
