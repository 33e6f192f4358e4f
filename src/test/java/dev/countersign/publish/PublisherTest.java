package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.store.Eventually;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void bootstrap() {
        bench.bootstrapBins(2);
        bench.settle();
    }

    /** It was started because there is something to do, and closed before its thread ran. */
    @Test
    void publishesWhatWokeItHoweverSoonItIsClosed() {
        bench.add("one");
        var publisher = bench.publisher();
        var ended = publisher.close();

        publisher.run();

        assertThat(ended.isComplete()).isTrue();
        assertThat(bench.walk()).containsKey("one");
    }

    @Test
    void triesInVainFromWhenItsKeyIsAwayUntilItIsBack() throws InterruptedException, TimeoutException {
        var id = bench.online.toKey().id();
        var signer = Objects.requireNonNull(bench.signers.remove(id));
        bench.add("one");
        var publisher = bench.publisher();
        Thread.ofVirtual().start(publisher);

        Eventually.holds("it tries in vain", () -> publisher.inVainSince().isPresent());
        assertThat(publisher.inVainSince()).contains(bench.now);

        bench.signers.putAll(Map.of(id, signer));
        Eventually.holds("it has published", () -> publisher.idle().isPresent());
        assertThat(publisher.inVainSince()).isEmpty();
        publisher.close().await(20, TimeUnit.SECONDS);
        assertThat(bench.walk()).containsKey("one");
    }

    @Test
    void pausesLongerAfterEachAttemptToLeadThatFails() {
        var attempts = new ArrayList<Long>();
        var publisher = new AtomicReference<Publisher>();
        publisher.set(bench.publisher(() -> {
            attempts.add(System.nanoTime());
            if (attempts.size() == 4) {
                var _ = publisher.get().close();
            }
            return Future.failedFuture("nobody can lead");
        }));

        publisher.get().run();

        assertThat(attempts).hasSize(4);
        assertThat(Duration.ofNanos(attempts.getLast() - attempts.getFirst()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100 + 200 + 400));
    }
}
