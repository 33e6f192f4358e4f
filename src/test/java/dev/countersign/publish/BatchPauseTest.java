package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BatchPauseTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final BatchPause PAUSE = new BatchPause(Duration.ofSeconds(3));

    @Test
    void growsWithTheChangesThatShareAFile() {
        assertThat(PAUSE.after(3_000, 2_000, SECOND)).isEqualTo(Duration.ofMillis(500));
        assertThat(PAUSE.after(4_000, 2_000, SECOND)).isEqualTo(SECOND);
        assertThat(PAUSE.after(40_000, 2_000, SECOND)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void isBounded() {
        assertThat(PAUSE.after(40_000, 2_000, Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(3));
        assertThat(new BatchPause(Duration.ZERO).after(40_000, 2_000, SECOND)).isZero();
    }

    @Test
    void isNoneWhereNothingIsGained() {
        assertThat(PAUSE.after(2_000, 2_003, SECOND)).isZero();
        assertThat(PAUSE.after(0, 4_099, SECOND)).isZero();
        assertThat(PAUSE.after(0, 0, SECOND)).isZero();
        assertThat(PAUSE.after(200_000, 4_099, SECOND)).isZero();
        assertThat(PAUSE.after(4_000, 2, Duration.ofMillis(90))).isZero();
    }
}
