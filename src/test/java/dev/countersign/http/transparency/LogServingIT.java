package dev.countersign.http.transparency;

import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.HttpLimits;
import dev.countersign.http.HttpSamples;
import dev.countersign.http.MemoryPorts;
import dev.countersign.http.RunningServer;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Unavailable;
import dev.countersign.transparency.Checkpoint;
import dev.countersign.transparency.EntryBundle;
import dev.countersign.transparency.LogSamples;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.TestWitness;
import dev.countersign.transparency.TreeHash;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogServingIT {
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";

    private final MemoryPorts ports = new MemoryPorts();
    private final AtomicReference<Future<Void>> fresh = new AtomicReference<>(Future.succeededFuture());
    private RunningServer server = RunningServer.of(ports, HttpLimits.DEFAULT, fresh::get);

    private void publish(int times) {
        for (int time = 0; time < times; time++) {
            ports.log.grow();
            ports.publish(HttpSamples.established());
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theCheckpointMustBeAskedForAnewEveryTime() {
        publish(3);
        var response = server.get("/log/checkpoint");

        var note = SignedNote.parse(Bytes.of(response.body()));
        var log = Objects.requireNonNull(ports.log.log());
        assertThat(note.signers(List.of(log.key()))).containsExactly(log.key());
        assertThat(Checkpoint.parse(note.text()))
                .isEqualTo(new Checkpoint(log.key().name(), 3, log.frontier().root()));
        assertThat(header(response, "Cache-Control")).isEqualTo("public, no-cache");
        assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");

        var again = server.send(server.request("/log/checkpoint").header("If-None-Match", header(response, "ETag")));
        assertThat(again.statusCode()).isEqualTo(304);
        publish(1);
        again = server.send(server.request("/log/checkpoint").header("If-None-Match", header(response, "ETag")));
        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    void tilesAndBundlesNeverChange() {
        publish(260);
        assertTile("/log/tile/0/000", 256 * TreeHash.LENGTH);
        assertTile("/log/tile/0/001.p/4", 4 * TreeHash.LENGTH);
        assertTile("/log/tile/1/000.p/1", TreeHash.LENGTH);
        var bundle = EntryBundle.decode(
                Bytes.of(server.get("/log/tile/entries/001.p/3").body()));
        assertThat(bundle.stream().map(PublicationEntry::parse).map(PublicationEntry::publication))
                .containsExactly(257L, 258L, 259L);
        assertThat(EntryBundle.decode(
                        Bytes.of(server.get("/log/tile/entries/000").body())))
                .hasSize(256);
        var reads = ports.log.reads.get();
        assertTile("/log/tile/0/000", 256 * TreeHash.LENGTH);
        assertThat(ports.log.reads).hasValue(reads);
    }

    private void assertTile(String path, int length) {
        var response = server.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.body()).hasSize(length);
        assertThat(header(response, "Cache-Control")).isEqualTo(IMMUTABLE);
        assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(response, "ETag")).isNotEmpty();
        var head = server.send(server.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/log",
                "/log/",
                "/log/checkpoint/",
                "/log/tile/",
                "/log/tile/0/000",
                "/log/tile/0/000.p/6",
                "/log/tile/0/001.p/1",
                "/log/tile/1/000.p/1",
                "/log/tile/0/000.p/0",
                "/log/tile/0/0",
                "/log/tile/64/000",
                "/log/tile/entries/000",
                "/log/tile/entries/000.p/6",
                "/log/tile/0/x999/x999/x999/999",
                "/log/tile/0/%30%30%30.p/5",
                "/log/tile/../checkpoint",
                "/logs/checkpoint",
                "/log/cosigned"
            })
    void whatIsNotThereIsNotFoundAndNotRemembered(String path) {
        publish(5);
        var response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void thereIsNoCheckpointBeforeTheLogBegins() {
        ports.publish(HttpSamples.established());
        assertThat(server.get("/log/checkpoint").statusCode()).isEqualTo(404);
        assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyIsToldOfAnOldCheckpointWhileTheNewestIsNotKnown() {
        publish(3);
        fresh.set(Future.failedFuture(new Unavailable("what is newest is not known")));
        assertThat(server.get("/log/checkpoint").statusCode()).isEqualTo(503);
        assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(503);
        assertThat(server.get("/log/tile/0/000.p/3").statusCode()).isEqualTo(200);
        assertThat(server.get("/log/tile/0/000.p/4").statusCode()).isEqualTo(503);
    }

    @Test
    void otherMethodsAreRefusedAndOtherOriginsMayRead() {
        publish(1);
        assertThat(server.post("/log/checkpoint", "{}").statusCode()).isEqualTo(405);
        var preflight =
                server.send(server.request("/log/checkpoint").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void signaturesOfWitnessesAreAddedWhenTheyCome() {
        publish(2);
        var one = new TestWitness(1);
        var other = new TestWitness(2);
        var second = Objects.requireNonNull(ports.log.log());
        var _ = ports.log.keep(one.cosign(second));
        var _ = ports.log.keep(other.cosign(second));

        var note = SignedNote.parse(Bytes.of(server.get("/log/checkpoint").body()));
        assertThat(note.signers(List.of(one.key(), second.key(), other.key()))).hasSize(3);

        publish(1);
        var third = SignedNote.parse(Bytes.of(server.get("/log/checkpoint").body()));
        assertThat(third.signatures()).hasSize(1);
        assertThat(SignedNote.parse(Bytes.of(server.get("/log/cosigned").body())))
                .isEqualTo(note);
    }

    @Test
    void eachRepositoryHasItsOwn() {
        server.close();
        var all = new LinkedHashMap<RepositoryName, MemoryPorts>();
        all.put(new RepositoryName("default"), ports);
        var pypi = new MemoryPorts();
        all.put(new RepositoryName("pypi"), pypi);
        server = RunningServer.ofSeveral(all);
        publish(2);
        pypi.log.grow();
        pypi.publish(HttpSamples.established());

        assertThat(text(server.get("/log/checkpoint"))).contains("\n2\n");
        assertThat(text(server.get("/repositories/pypi/log/checkpoint"))).contains("\n1\n");
        assertThat(server.get("/repositories/pypi/log/tile/entries/000.p/1").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/repositories/pypi/log/tile/entries/000.p/2").statusCode())
                .isEqualTo(404);
        assertThat(server.get("/repositories/gone/log/checkpoint").statusCode()).isEqualTo(404);
    }

    @Test
    void settingsNameTheKey() {
        ports.store(dev.countersign.tuf.RoleName.TARGETS, 1, "{\"signatures\":[],\"signed\":{}}");
        publish(1);
        var log =
                RunningServer.body(server.get("/api/v1/config")).object("data").object("log");
        assertThat(log.text("key"))
                .isEqualTo(Objects.requireNonNull(ports.log.log()).key().toString());
        assertThat(log.text("origin")).startsWith("log.example/");
        assertThat(LogSamples.KEY.verifier(Objects.requireNonNull(log.text("origin"))))
                .hasToString(log.text("key"));
    }
}
