package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pace PACE = new Pace(1_000, Duration.ofSeconds(5));

    @Test
    void restsTwiceAsLongAsItWorks() {
        assertThat(PACE.restAfter(SECOND, 0.5)).isEqualTo(SECOND.multipliedBy(2));
        assertThat(PACE.restAfter(Duration.ofMillis(2), 0.001)).isEqualTo(Duration.ofMillis(4));
    }

    @Test
    void spreadsTheRestThereIs() {
        assertThat(PACE.restAfter(SECOND, 0.1)).isEqualTo(Duration.ofMillis(500));
        assertThat(PACE.restAfter(SECOND.multipliedBy(7), 1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Pace.SWIFT.restAfter(SECOND, 1)).isZero();
    }
}
