package dev.countersign.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords;
import dev.countersign.repository.LogRecords.Cosigned;
import dev.countersign.store.Eventually;
import dev.countersign.store.StoreSamples;
import dev.countersign.transparency.Checkpoint;
import dev.countersign.transparency.InvalidLog;
import dev.countersign.transparency.LogSamples;
import dev.countersign.transparency.MemoryLog;
import dev.countersign.transparency.MerkleProof;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.TestWitness;
import dev.countersign.transparency.TreeHash;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A witness that verifies as the specification says, over HTTP. */
class CosigningTest {
    private final Vertx vertx = Vertx.vertx();
    private final TestWitness signer = new TestWitness(1);
    private final MemoryLog log = new MemoryLog();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile int status;
    private volatile boolean isEndless;
    private volatile Checkpoint seen = new Checkpoint("", 0, TreeHash.EMPTY);
    private final HttpServer server = StoreSamples.await(
            vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    private final LogWitness witness =
            LogWitness.parse(signer.key() + " http://127.0.0.1:" + server.actualPort() + "/");
    private Cosigning cosigning = cosigning(log);

    private Cosigning cosigning(LogRecords records) {
        return new Cosigning(
                witness, new WitnessClient(vertx), records, log::log, nanos::get, new Cosigning.CosigningListener() {
                    @Override
                    public void signed(LogWitness by, long size) {}

                    @Override
                    public void failed(LogWitness by, Throwable why) {
                        failures.add(why);
                    }
                });
    }

    @AfterEach
    void close() {
        StoreSamples.await(vertx.close());
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            asked.incrementAndGet();
            if (isEndless) {
                goOn(request.response().setChunked(true));
                return;
            }
            if (status != 0) {
                request.response().setStatusCode(status).end();
                return;
            }
            var text = body.toString();
            int blank = text.indexOf("\n\n");
            var lines = text.substring(0, blank).lines().toList();
            var note = SignedNote.parse(Bytes.utf8(text.substring(blank + 2)));
            var next = Checkpoint.parse(note.text());
            long old = Long.parseLong(lines.getFirst().substring(4));
            if (old != seen.size()) {
                request.response().setStatusCode(409).end(seen.size() + "\n");
                return;
            }
            var proof = lines.subList(1, lines.size()).stream()
                    .map(hash -> Bytes.wrap(Base64.getDecoder().decode(hash)))
                    .toList();
            if (!MerkleProof.isConsistent(old, seen.root(), next.size(), next.root(), proof)) {
                request.response().setStatusCode(422).end();
                return;
            }
            seen = next;
            request.response().end(signer.sign(note, 1_700_000_000L) + "\n");
        });
    }

    /** Until nobody listens any more. */
    private static void goOn(HttpServerResponse response) {
        response.write("— a witness that says more and more\n".repeat(100)).onSuccess(_ -> goOn(response));
    }

    private long signed() {
        return StoreSamples.await(log.cosigned()).stream()
                .mapToLong(Cosigned::size)
                .max()
                .orElse(0);
    }

    private void grow(int times) {
        for (int time = 0; time < times; time++) {
            log.grow();
        }
    }

    /** However many pauses that takes: a request may be lost on a busy machine. */
    private void lookUntil(long size) throws InterruptedException {
        Eventually.holds(() -> "the witness has signed " + size + ", but " + signed() + ", after " + failures, () -> {
            if (signed() == size) {
                return true;
            }
            nanos.addAndGet(1_000_000_000L);
            cosigning.look();
            return false;
        });
    }

    @Test
    void theNewestCheckpointIsSignedAndKept() throws InterruptedException {
        grow(3);
        lookUntil(3);
        grow(300);
        lookUntil(303);
        var kept =
                SignedNote.parse(StoreSamples.await(log.cosigned()).getFirst().note());
        assertThat(kept.signers(List.of(signer.key(), log.grow().key()))).hasSize(2);
    }

    @Test
    void aWitnessThatKnowsBetterWhatItHasSignedIsBelieved() throws InterruptedException {
        grow(5);
        lookUntil(5);
        grow(4);
        cosigning = cosigning(new MemoryLogWithoutCosignatures(log));
        lookUntil(9);
    }

    @Test
    void aWitnessThatIsAwayIsAskedAgainAfterAPauseThatGrows() throws InterruptedException {
        status = 503;
        grow(1);
        cosigning.look();
        Eventually.holds("it has failed", () -> failures.size() == 1);
        cosigning.look();
        assertThat(asked).hasValue(1);
        nanos.addAndGet(1_000_000_000L);
        cosigning.look();
        Eventually.holds("it has failed again", () -> failures.size() == 2);
        nanos.addAndGet(1_000_000_000L);
        cosigning.look();
        assertThat(asked).hasValue(2);
        status = 0;
        lookUntil(1);
    }

    @Test
    void anAnswerThatDoesNotEndIsNotReadToItsEnd() throws InterruptedException {
        isEndless = true;
        grow(1);
        cosigning.look();
        Eventually.holds("it has failed", () -> failures.size() == 1);
        assertThat(failures.getFirst()).hasMessage("it answers with more than 65536 bytes");
        isEndless = false;
        lookUntil(1);
    }

    @Test
    void aLogThatIsShorterThanTheWitnessHasSeenGetsNothing() throws InterruptedException {
        seen = new Checkpoint("", 7, TreeHash.EMPTY);
        grow(3);
        cosigning.look();
        Eventually.holds("it has failed", () -> failures.size() == 1);
        assertThat(signed()).isZero();
    }

    @Test
    void whatIsNoWitnessIsRefused() {
        for (var text : List.of(
                "",
                "key",
                signer.key().toString(),
                signer.key() + " ftp://witness.example.org",
                signer.key() + " not an address",
                LogSamples.KEY.verifier("log.example") + " https://witness.example.org")) {
            assertThatThrownBy(() -> LogWitness.parse(text)).as(text).isInstanceOf(InvalidLog.class);
        }
        assertThat(witness.submit().getPath()).isEqualTo("/add-checkpoint");
    }
}
