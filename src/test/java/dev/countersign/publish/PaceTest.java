package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pace PACE = new Pace(1_000, Duration.ofSeconds(5));
    private static final int BINS = 64;

    private final Bench bench = new Bench();

    @Test
    void pausesTwiceAsLongAsItWorks() {
        assertThat(PACE.pauseAfter(Duration.ofMillis(2), 0.001)).isEqualTo(Duration.ofMillis(4));
        assertThat(PACE.pauseAfter(Duration.ofMillis(40), 0.5)).isEqualTo(Duration.ofMillis(80));
    }

    @Test
    void spreadsThePausesThereAre() {
        assertThat(PACE.pauseAfter(SECOND, 0.01)).isEqualTo(Duration.ofMillis(50));
        assertThat(Pace.SWIFT.pauseAfter(SECOND, 1)).isZero();
    }

    @Test
    void neverLetsATransactionIdleForLong() {
        assertThat(PACE.pauseAfter(SECOND, 1)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void pausesWhileEverythingIsSignedAgain() {
        begin();
        rotate();

        assertThat(bench.pauses).hasSizeGreaterThan(3).allMatch(Duration::isPositive);
        assertThat(bench.pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofMillis(20));
        assertThat(bench.walk()).containsOnlyKeys("a");
    }

    @Test
    void pausesNoMoreOnceSomethingArrives() {
        begin();
        bench.wakes = true;
        rotate();

        assertThat(bench.pauses).hasSize(1);
        assertThat(bench.walk()).containsOnlyKeys("a");
    }

    @Test
    void doesNotKeepSubmissionsWaiting() {
        begin();
        bench.add(paths());
        bench.settle();

        assertThat(bench.pauses).isEmpty();
        assertThat(bench.walk()).hasSize(BINS + 1);
    }

    @Test
    void doesNotPauseWhileClientsHaveNothingValid() {
        begin();
        bench.now = bench.now.plus(Duration.ofDays(40));
        bench.settle();

        assertThat(bench.pauses).isEmpty();
        assertThat(bench.walk()).containsOnlyKeys("a");
    }

    private void begin() {
        bench.bootstrapBins(BINS);
        bench.add("a");
        bench.settle();
        assertThat(bench.pauses).isEmpty();
        bench.slowness = Duration.ofMillis(1);
    }

    private static String[] paths() {
        return java.util.stream.IntStream.range(0, BINS).mapToObj(i -> "b" + i).toArray(String[]::new);
    }

    private void rotate() {
        bench.rotateOnlineKey(PrivateKeys.generate(KeyKind.ED25519, new java.security.SecureRandom()));
        bench.settle();
        assertThat(bench.failures).isEqualTo(List.of());
    }
}
