package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.app.quickstart.Demonstration;
import dev.countersign.app.quickstart.LocalApi;
import dev.countersign.store.TestProxy;
import dev.countersign.store.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several processes on one database. */
class SeveralNodesIT extends OneDatabase {

    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)}");

    @Test
    void withoutRedisASecondNodeWaitsUntilTheFirstEnds() throws IOException {
        try (var first = node(Map.of()).serving();
                var second = node(Map.of())) {
            bootstrap(first);
            first.add("one.txt");
            second.until(() -> second.operation("/ready").body().contains("another Countersign serves this database"));
            assertThat(second.operation("/ready").statusCode()).isEqualTo(503);
            assertThat(second.operation("/health").statusCode()).isEqualTo(200);
            assertThat(second.printed()).doesNotContain("serving on");

            var seen = timestampOf(first);
            first.kill();

            assertThat(timestampOf(second.serving())).isGreaterThanOrEqualTo(seen);
            assertThat(second.operation("/ready").statusCode()).isEqualTo(200);
            second.add("two.txt");
            assertThat(timestampOf(second)).isGreaterThan(seen);
            assertThat(second.stop()).isZero();
        }
    }

    @Test
    void withoutRedisANodeThatLostPostgresSilentlyDoesNotAnswerBesideItsSuccessor() throws IOException {
        try (var network = TestProxy.to(database.uri());
                var first = node(Map.of("COUNTERSIGN_DATABASE_URL", network.uri(database.uri())))
                        .serving();
                var second = node(Map.of())) {
            bootstrap(first);
            first.add("one.txt");
            second.management();

            network.lose();
            var pending = first.later("/api/v1/bootstrap/");
            second.serving();
            second.add("two.txt");
            var newest = timestampOf(second);

            assertNoneIsOlder(newest, first, Duration.ofSeconds(10));
            pending.cancel(true);
        }
    }

    private static void assertNoneIsOlder(int newest, Countersign node, Duration time) {
        var end = System.nanoTime() + time.toNanos();
        do {
            assertNotOlder(newest, node.get("/metadata/timestamp.json"));
        } while (System.nanoTime() < end);
    }

    private static void assertNotOlder(int newest, HttpResponse<String> answer) {
        if (answer.statusCode() == 200) {
            assertThat(versionIn(answer.body())).isGreaterThanOrEqualTo(newest);
        } else {
            assertThat(answer.statusCode()).isEqualTo(503);
        }
    }

    @Test
    void withoutRedisANodeThatStoodStillDoesNotAnswerFromBefore() throws IOException {
        try (var first = node(Map.of()).serving();
                var second = node(Map.of())) {
            bootstrap(first);
            first.add("one.txt");
            second.until(() -> second.operation("/ready").body().contains("another Countersign serves this database"));

            first.signal("STOP");
            var stopped = System.nanoTime();
            second.serving();
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(30));
            second.add("two.txt");
            var newest = timestampOf(second);
            var waiting = Stream.generate(() -> first.later("/metadata/timestamp.json"))
                    .limit(100)
                    .toList();
            pause(Duration.ofMillis(300));
            first.signal("CONT");

            waiting.forEach(answer -> assertNotOlder(newest, answer.join()));
            assertNoneIsOlder(newest, first, Duration.ofSeconds(3));
        }
    }

    @Test
    void aNodeIsBackSoonAfterTheNetworkIs() throws IOException {
        try (var network = TestProxy.to(database.uri());
                var node = node(Map.of("COUNTERSIGN_DATABASE_URL", network.uri(database.uri())))
                        .serving()) {
            bootstrap(node);
            node.add("before.txt");
            network.lose();
            pause(Duration.ofSeconds(8));
            assertThat(node.get("/metadata/timestamp.json").statusCode()).isEqualTo(503);

            network.restore();
            var healed = System.nanoTime();
            node.until(() -> node.get("/metadata/timestamp.json").statusCode() == 200);
            node.add("after.txt");

            assertThat(Duration.ofNanos(System.nanoTime() - healed)).isLessThan(Duration.ofSeconds(30));
        }
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    @Test
    void aNodeThatWaitsStopsAtOnce() throws IOException {
        try (var first = node(Map.of()).serving();
                var second = node(Map.of())) {
            second.until(() -> second.operation("/ready").body().contains("another Countersign serves this database"));

            assertThat(second.stop()).isZero();
            assertThat(first.stop()).isZero();
        }
    }

    @Test
    void withRedisEveryNodeServesAndNoReadGoesBack() throws IOException {
        try (var redis = TestRedis.open();
                var first = node(Map.of("COUNTERSIGN_REDIS_URL", redis.uri())).serving();
                var second = node(Map.of("COUNTERSIGN_REDIS_URL", redis.uri())).serving()) {
            bootstrap(first);
            for (int i = 0; i < 5; i++) {
                first.add("first-" + i + ".txt");
                var seen = timestampOf(first);
                assertThat(timestampOf(second)).isGreaterThanOrEqualTo(seen);
                second.add("second-" + i + ".txt");
                assertThat(timestampOf(first)).isGreaterThan(seen);
            }
            var seen = timestampOf(second);
            first.kill();

            second.add("after.txt");
            assertThat(timestampOf(second)).isGreaterThan(seen);
            assertThat(second.stop()).isZero();
        }
    }

    private void bootstrap(Countersign node) {
        try (var api = new LocalApi(node.address(), "any")) {
            var ceremony = new Demonstration(data.rootKeys(), data.keys());
            api.bootstrap(ceremony.bootstrap(2, Clock.systemUTC().instant()), Duration.ofMinutes(1));
        }
    }

    private Countersign node(Map<String, String> more) throws IOException {
        return Countersign.node(database.uri(), data.keys(), more);
    }

    private static int timestampOf(Countersign node) {
        var timestamp = node.get("/metadata/timestamp.json");
        return versionIn(timestamp.body());
    }

    private static int versionIn(String timestamp) {
        var version = VERSION.matcher(timestamp);
        assertThat(version.find()).as(timestamp).isTrue();
        return Integer.parseInt(version.group(1));
    }
}
