package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.store.TestProxy;
import dev.countersign.store.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tokens of one database on several nodes, and while it is away. */
class TokensOfNodesIT extends OneDatabase {
    private static final Pattern TOKEN = Pattern.compile("cs_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}");

    @Test
    void withNobodyToLetInTheStartIsRefused() throws IOException {
        try (var node = node(Map.of())) {
            assertThat(node.status()).isEqualTo(2);
            assertThat(node.printed())
                    .contains(
                            "there is no token yet",
                            "countersign token create --config FILE --name admin --grant all --repository '*'",
                            "access.mode: open");
        }
    }

    @Test
    void whatOneNodeRevokesNoNodeTakes() throws IOException {
        var admin = firstToken();
        try (var redis = TestRedis.open();
                var first = node(Map.of("COUNTERSIGN_REDIS_URL", redis.uri())).serving();
                var second = node(Map.of("COUNTERSIGN_REDIS_URL", redis.uri())).serving()) {
            first.callWith(admin);
            second.callWith(admin);
            assertThat(first.get("/api/v1/whoami").body()).contains("\"caller\":\"admin\"");
            var made = token(first, "ci");

            second.callWith(made);
            assertThat(second.get("/api/v1/status").statusCode())
                    .as("a token that another node has just made")
                    .isEqualTo(200);
            assertThat(first.send("DELETE", "/api/v1/tokens/ci", "").statusCode())
                    .isEqualTo(200);
            var revoked = System.nanoTime();
            second.until(() -> second.get("/api/v1/status").statusCode() == 401);
            assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(30));

            // One that stood still while a token was revoked does not take it when it goes on.
            var other = token(first, "ci");
            second.callWith(other);
            // It has just asked the store about a token that it did not know, and does so once a second.
            second.until(() -> second.get("/api/v1/status").statusCode() == 200);
            second.signal("STOP");
            var waiting = second.later("/api/v1/status");
            assertThat(first.send("DELETE", "/api/v1/tokens/ci", "").statusCode())
                    .isEqualTo(200);
            sleep(Duration.ofSeconds(6));
            second.signal("CONT");
            assertThat(waiting.join().statusCode()).isEqualTo(401);
        }
    }

    @Test
    void knownTokensGoOnForAMinuteWhilePostgresIsAway() throws IOException {
        var admin = firstToken();
        try (var redis = TestRedis.open();
                var network = TestProxy.to(database.uri());
                var node = node(Map.of(
                                "COUNTERSIGN_REDIS_URL",
                                redis.uri(),
                                "COUNTERSIGN_DATABASE_URL",
                                network.uri(database.uri())))
                        .serving()) {
            node.callWith(admin);
            assertThat(node.get("/api/v1/whoami").statusCode()).isEqualTo(200);
            network.lose();
            var lost = System.nanoTime();
            sleep(Duration.ofSeconds(20));
            assertThat(node.get("/api/v1/whoami").statusCode()).isEqualTo(200);
            node.until(() -> node.get("/api/v1/whoami").statusCode() == 503);
            assertThat(Duration.ofNanos(System.nanoTime() - lost))
                    .isBetween(Duration.ofSeconds(45), Duration.ofSeconds(70));
            assertThat(node.get("/api/v1/whoami").headers().firstValue("Retry-After"))
                    .isPresent();
            node.callWith("cs_nonsense");
            assertThat(node.get("/api/v1/whoami").statusCode()).isEqualTo(401);

            network.restore();
            node.callWith(admin);
            node.until(() -> node.get("/api/v1/whoami").statusCode() == 200);
        }
    }

    /** As an operator makes the first one: on the database itself. */
    private String firstToken() throws IOException {
        try (var command = Countersign.start(
                Map.of("COUNTERSIGN_DATABASE_URL", database.uri()),
                "token",
                "create",
                "--config",
                Files.writeString(temporary.resolve("first.yaml"), "database:\n  url: " + database.uri() + "\n")
                        .toString(),
                "--name",
                "admin",
                "--grant",
                "all",
                "--repository",
                "*")) {
            assertThat(command.status()).as(command.printed()).isZero();
            return found(command.printed());
        }
    }

    private static String token(Countersign node, String name) {
        var answer = node.post("/api/v1/tokens", "{\"name\":\"" + name + "\",\"grants\":[{\"permission\":\"read\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return found(answer.body());
    }

    private static String found(String text) {
        var match = TOKEN.matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return match.group();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private Countersign node(Map<String, String> more) throws IOException {
        var required = new HashMap<>(more);
        required.put("COUNTERSIGN_ACCESS_MODE", "required");
        return Countersign.node(database.uri(), data.keys(), required);
    }
}
