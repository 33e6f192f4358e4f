package dev.countersign.http.metadata;

import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.Freshness;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.HttpSamples;
import dev.countersign.http.MemoryPorts;
import dev.countersign.http.RunningServer;
import dev.countersign.json.Bytes;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Head;
import dev.countersign.repository.StoredFile;
import dev.countersign.store.Eventually;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataServingIT {
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";
    private static final RoleName BIN = RoleName.delegated("bins-1");

    private final MemoryPorts ports = new MemoryPorts();
    private RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT);

    @BeforeEach
    void publishOne() {
        ports.store(RoleName.ROOT, 1, "root one");
        ports.store(RoleName.SNAPSHOT, 1, "snapshot one");
        ports.store(RoleName.TARGETS, 1, "targets one");
        ports.store(BIN, 1, "bin " + "0123456789abcdef".repeat(1000));
        ports.publish(HttpSamples.established());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theTimestampMustBeAskedForAnewEveryTime() {
        var response = server.get("/metadata/timestamp.json");

        assertThat(text(response)).isEqualTo("{\"timestamp\":1}");
        assertThat(header(response, "Cache-Control")).isEqualTo("public, no-cache");
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(response.headers().map()).doesNotContainKey("vary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.root.json", "1.snapshot.json", "1.targets.json", "1.bins-1.json"})
    void aVersionedFileNeverChanges(String name) {
        for (int time = 0; time < 2; time++) {
            var response = server.get("/metadata/" + name);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "Cache-Control")).isEqualTo(IMMUTABLE);
            assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(response.body().length));
            assertThat(header(response, "ETag"))
                    .isEqualTo("\"" + Bytes.of(response.body()).sha256().hex() + "\"");
        }
        assertThat(ports.fileReads).as("reads after the first").hasValue(1);
    }

    @Test
    void aLargeFileThatIsAskedForOftenIsTheSameFromItsOpenFile() throws InterruptedException {
        var content = new StringBuilder();
        for (int i = 0; content.length() < 3 * NamelessFiles.WORTH; i++) {
            content.append(i).append(' ');
        }
        ports.store(BIN, 2, content.toString());
        int before = NamelessFiles.open();

        for (int time = 0; time < NamelessFiles.AFTER; time++) {
            assertThat(text(server.get("/metadata/2.bins-1.json"))).isEqualTo(content.toString());
        }
        Eventually.holds("a file is open", () -> NamelessFiles.open() > before);

        for (int time = 0; time < 3; time++) {
            var response = server.get("/metadata/2.bins-1.json");
            assertThat(text(response)).isEqualTo(content.toString());
            assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(content.length()));
            assertThat(header(response, "Content-Type")).isEqualTo("application/json");
            assertThat(header(response, "Cache-Control")).isEqualTo(IMMUTABLE);
        }
    }

    @Test
    void aNewPublicationIsServedAtOnce() {
        var before = server.get("/metadata/timestamp.json");
        ports.publish(HttpSamples.established());

        var after = server.get("/metadata/timestamp.json");

        assertThat(text(after)).isEqualTo("{\"timestamp\":2}");
        assertThat(header(after, "ETag")).isNotEqualTo(header(before, "ETag"));
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        for (var name : List.of("timestamp.json", "1.bins-1.json", "root.json")) {
            var etag = header(server.get("/metadata/" + name), "ETag");
            for (var known : List.of(etag, "W/" + etag, "\"x\", " + etag, "*")) {
                var response = server.send(server.request("/metadata/" + name).header("If-None-Match", known));

                assertThat(response.statusCode()).as(known).isEqualTo(304);
                assertThat(response.body()).isEmpty();
                assertThat(header(response, "ETag")).isEqualTo(etag);
                assertThat(header(response, "Cache-Control")).isNotEmpty();
            }
            assertThat(server.send(server.request("/metadata/" + name).header("If-None-Match", "\"other\""))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void headIsGetWithoutTheBody() {
        for (var name : List.of("timestamp.json", "1.bins-1.json", "9.root.json")) {
            var get = server.get("/metadata/" + name);
            var head = server.send(
                    server.request("/metadata/" + name).method("HEAD", HttpRequest.BodyPublishers.noBody()));

            assertThat(head.body()).isEmpty();
            assertThat(head.statusCode()).isEqualTo(get.statusCode());
            assertThat(head.headers().map()).isEqualTo(get.headers().map());
        }
    }

    @Test
    void pagesOfAnyOriginMayRead() {
        var response = server.send(server.request("/metadata/timestamp.json")
                .header("Access-Control-Request-Method", "GET")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(response, "Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void nothingMayBeWritten() {
        var response = server.post("/metadata/timestamp.json", "{}");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void noAcceptHeaderIsTooNarrow() {
        assertThat(server.send(server.request("/metadata/1.root.json").header("Accept", "image/png"))
                        .statusCode())
                .isEqualTo(200);
    }

    // Compression

    @Test
    void aFileThatManyAskForIsCompressedOnce() throws IOException {
        var plain = server.get("/metadata/1.bins-1.json");
        HttpResponse<byte[]> response = plain;
        for (int time = 0; time < 5; time++) {
            response = compressed("1.bins-1.json", "gzip");
            assertThat(header(response, "Vary")).isEqualTo("Accept-Encoding");
        }

        assertThat(header(response, "Content-Encoding")).isEqualTo("gzip");
        assertThat(response.body().length).isLessThan(plain.body().length / 10);
        assertThat(header(response, "ETag")).isEqualTo(header(plain, "ETag").replaceFirst("\"$", "-gzip\""));
        assertThat(header(response, "Content-Length")).isEqualTo(Integer.toString(response.body().length));
        try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(header(compressed("1.bins-1.json", "gzip;q=0"), "Content-Encoding"))
                .isEmpty();
        assertThat(header(server.get("/metadata/1.bins-1.json"), "ETag")).isEqualTo(header(plain, "ETag"));
        assertThat(server.send(server.request("/metadata/1.bins-1.json")
                                .header("Accept-Encoding", "gzip")
                                .header("If-None-Match", header(response, "ETag")))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void theTimestampIsNeverCompressed() {
        for (int time = 0; time < 10; time++) {
            assertThat(header(compressed("timestamp.json", "gzip"), "Content-Encoding"))
                    .isEmpty();
        }
    }

    // What is not there

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.snapshot.json", "2.targets.json", "1.unknown.json", "1.bins-9.json", "0.root.json",
                        "1.timestamp.json",
                "x", "..%2f..%2fetc%2fpasswd", "1.%2e%2e%2fx.json", "snapshot.json", "1.root.json/", "01.root.json",
                "99999999999.root.json", "1.root.json%00", "a/b/1.root.json"
            })
    void whatIsNotThereIsNotFoundAndNotRemembered(String name) {
        var response = server.get("/metadata/" + name);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response)).isEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(ports.fileReads).hasValue(0);
    }

    @Test
    void theRootAfterTheNewestIsMissingForAShortTime() {
        var response = server.get("/metadata/2.root.json");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "Cache-Control")).isEqualTo("public, max-age=5");
        assertThat(ports.fileReads).hasValue(0);
    }

    @Test
    void aVersionOfAKnownRoleThatIsGoneIsLookedForEveryTime() {
        assertThat(server.get("/metadata/2.bins-1.json").statusCode()).isEqualTo(404);
        ports.store(BIN, 2, "bin two");

        assertThat(text(server.get("/metadata/2.bins-1.json"))).isEqualTo("bin two");
    }

    @Test
    void beforeBootstrapThereIsNothing() {
        server.close();
        server = RunningServer.of(new MemoryPorts(), HttpLimits.DEFAULT);

        for (var name : List.of("timestamp.json", "1.root.json", "root.json")) {
            assertThat(server.get("/metadata/" + name).statusCode()).isEqualTo(404);
        }
        assertThat(server.get("/metadata/").statusCode()).isEqualTo(200);
    }

    @Test
    void namesMayBePercentEncoded() {
        assertThat(server.get("/metadata/1.bins%2D1.json").statusCode()).isEqualTo(200);
    }

    @Test
    void theNewestRootHasANameWithoutAVersion() {
        assertThat(text(server.get("/metadata/root.json"))).isEqualTo("root one");
        ports.store(RoleName.ROOT, 2, "root two");
        ports.publish(new Head(2, 2, HttpSamples.NOW, 2, 2, 2, 1), HttpSamples.established(), "{}");

        var response = server.get("/metadata/root.json");

        assertThat(text(response)).isEqualTo("root two");
        assertThat(header(response, "Cache-Control")).isEqualTo("public, no-cache");
    }

    @Test
    void aFileOfARoleThatWasJustRemovedIsStillServed() {
        ports.publish(HttpSamples.established().withDelegations(HttpSamples.bins(1)));

        assertThat(server.get("/metadata/1.bins-1.json").statusCode()).isEqualTo(200);
    }

    // Reads

    @Test
    void oneReadServesAllWhoWait() {
        var gate = Promise.<Optional<StoredFile>>promise();
        ports.onRead(found -> gate.future());
        var waiting = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
        for (int i = 0; i < 20; i++) {
            waiting.add(server.sendAsync(server.request("/metadata/1.snapshot.json")));
        }
        // A request on a connection of its own has passed all others when it is answered.
        server.get("/metadata/timestamp.json");
        gate.complete(Optional.of(new StoredFile(RoleName.SNAPSHOT, 1, HttpSamples.NOW, Bytes.utf8("snapshot one"))));

        waiting.forEach(response -> assertThat(
                        text(response.orTimeout(20, TimeUnit.SECONDS).join()))
                .isEqualTo("snapshot one"));
        assertThat(ports.fileReads.get()).isOne();
    }

    @Test
    void whatCannotBeReadIsNotMissing() {
        ports.onRead(found -> Future.failedFuture("the database is away"));
        var response = server.get("/metadata/1.snapshot.json");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "Retry-After")).isEqualTo("1");
        assertThat(text(response)).doesNotContain("database");

        ports.onRead(found -> found);
        assertThat(server.get("/metadata/1.snapshot.json").statusCode()).isEqualTo(200);
    }

    // Several nodes

    @Test
    void readsNeverGoBackBehindAnotherNode() {
        var newest = new AtomicLong(1);
        var caughtUp = new AtomicInteger();
        server.close();
        server = RunningServer.of(
                ports,
                HttpLimits.DEFAULT,
                Freshness.ofSeveralNodes(
                        register(() -> Future.succeededFuture(newest.get())),
                        ports.latest,
                        publication -> {
                            caughtUp.incrementAndGet();
                            ports.store(RoleName.SNAPSHOT, 2, "snapshot two");
                            ports.publish(HttpSamples.established());
                            return Future.succeededFuture();
                        },
                        Duration.ofSeconds(5)));

        assertThat(text(server.get("/metadata/timestamp.json"))).isEqualTo("{\"timestamp\":1}");
        assertThat(caughtUp).hasValue(0);
        newest.set(2);
        assertThat(text(server.get("/metadata/2.snapshot.json"))).isEqualTo("snapshot two");
        assertThat(text(server.get("/metadata/timestamp.json"))).isEqualTo("{\"timestamp\":2}");
        assertThat(caughtUp).hasValue(1);
    }

    @Test
    void aNodeThatCannotKnowDoesNotAnswer() {
        server.close();
        server = RunningServer.of(
                ports,
                HttpLimits.DEFAULT,
                Freshness.ofSeveralNodes(
                        register(() -> Promise.<Long>promise().future()),
                        ports.latest,
                        publication -> Future.succeededFuture(),
                        Duration.ofMillis(50)));

        assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(503);
    }

    // The index

    @Test
    void theIndexListsWhatClientsStartFrom() {
        var snapshot = SnapshotDocument.of(Map.of(RoleName.TARGETS, 1, BIN, 7));
        ports.store(
                RoleName.SNAPSHOT,
                1,
                "{\"signatures\":[],\"signed\":"
                        + snapshot.signedBytes(1, HttpSamples.NOW.plusSeconds(60))
                                .utf8() + "}");

        for (var path : List.of("/metadata/", "/metadata")) {
            var response = server.get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response))
                    .contains("1.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json", "7.bins-1.json");
        }
    }

    private HttpResponse<byte[]> compressed(String name, String accepted) {
        return server.send(server.request("/metadata/" + name).header("Accept-Encoding", accepted));
    }

    private static CurrentPublication register(java.util.function.Supplier<Future<Long>> newest) {
        return new CurrentPublication() {
            @Override
            public Future<Long> newest() {
                return newest.get();
            }

            @Override
            public Future<Void> announce(long publication) {
                return Future.succeededFuture();
            }
        };
    }
}
