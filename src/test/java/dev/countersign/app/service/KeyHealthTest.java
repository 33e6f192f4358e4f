package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.sign.KeyUnavailable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyHealthTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private final KeyHealth health = new KeyHealth(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aKeyThatFailedIsLeftAloneLongerAndLonger() {
        var why = new KeyUnavailable("denied");
        for (var pause : new int[] {1, 2, 4, 8, 15, 15}) {
            health.failed(why);
            health.failed(new KeyUnavailable("another call of the same moment"));
            pass(Duration.ofSeconds(pause).minusMillis(1));
            assertThat(health.refusal()).contains(why);
            pass(Duration.ofMillis(1));
            assertThat(health.refusal()).isEmpty();
        }
        health.signed(1);
        health.failed(why);
        pass(Duration.ofSeconds(1));
        assertThat(health.refusal()).isEmpty();
    }

    @Test
    void aKeyThatHasSignedIsBelievedForAMinute() {
        assertThat(health.isKnownToSign()).isFalse();
        health.signed(1);
        pass(Duration.ofSeconds(59));
        assertThat(health.isKnownToSign()).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(health.isKnownToSign()).isFalse();
    }

    @Test
    void aServiceThatOnlyAsksForPatienceIsGivenUpAfterTenMinutesWithoutASignature() {
        var why = KeyUnavailable.throttled("slow down", Duration.ZERO);
        assertThat(health.throttled(why, Duration.ofSeconds(3))).isFalse();
        assertThat(health.rest()).isEqualTo(Duration.ofSeconds(3));
        assertThat(health.slow()).isPresent();
        pass(Duration.ofMinutes(9));
        assertThat(health.throttled(why, Duration.ofSeconds(1))).isFalse();
        health.signed(1);
        pass(Duration.ofMinutes(9));
        assertThat(health.throttled(why, Duration.ofSeconds(1))).isFalse();
        pass(Duration.ofMinutes(10).plusSeconds(1));
        assertThat(health.slow()).isEmpty();
        assertThat(health.throttled(why, Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void noMoreCallsAreMadeWhileOneDoesNotEnd() {
        health.watched(() -> {
            pass(Duration.ofSeconds(40));
            assertThat(health.refusal()).isEmpty();
            pass(Duration.ofSeconds(1));
            assertThat(health.refusal())
                    .hasValueSatisfying(why -> assertThat(why).hasMessageContaining("has not ended"));
            return "";
        });
        assertThat(health.refusal()).isEmpty();
    }
}
