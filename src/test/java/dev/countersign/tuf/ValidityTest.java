package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ValidityTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void theVerySecondOfExpiryIsTooLate() {
        assertThat(Validity.isExpired(NOON, NOON.minusNanos(1))).isFalse();
        assertThat(Validity.isExpired(NOON, NOON)).isTrue();
        assertThat(Validity.isExpired(NOON, NOON.plusNanos(1))).isTrue();
    }

    @Test
    void expiryIsAWholeSecondNeverLaterThanTheDaysSay() {
        assertThat(Validity.expiry(NOON.plusMillis(999), 1)).isEqualTo("2026-11-29T12:00:00Z");
        assertThat(Validity.expiry(NOON, Validity.MAX_DAYS)).isBefore("+10000-01-01T00:00:00Z");
    }

    @Test
    void refusesDaysBeyondTheLimitsByName() {
        assertThat(Validity.problem(0)).hasValue("0 (expected: 1 to 36500 days)");
        assertThat(Validity.problem(36_501)).hasValue("36501 (expected: 1 to 36500 days)");
        assertThat(Validity.problem(1)).isEmpty();
        assertThat(Validity.problem(36_500)).isEmpty();
    }
}
