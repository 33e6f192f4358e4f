package dev.countersign.tuf;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Days of validity: how many a role may have, when they end, and what has expired. Sizes have their limits in {@link
 * Limits}.
 */
public final class Validity {
    public static final int MIN_DAYS = 1;
    /** The most days that are signed for; keeps the year of every expiry within four digits. */
    public static final int MAX_DAYS = 36_500;

    private Validity() {}

    /** Why a role cannot be valid for that many days, such as {@code 0 (expected: 1 to 36500 days)}; empty when it can. */
    public static Optional<String> problem(int days) {
        return days >= MIN_DAYS && days <= MAX_DAYS
                ? Optional.empty()
                : Optional.of(days + " (expected: " + MIN_DAYS + " to " + MAX_DAYS + " days)");
    }

    /** When a version that is signed now expires; TUF wants whole seconds. */
    public static Instant expiry(Instant now, int days) {
        return now.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(days));
    }

    /**
     * How long before an expiry those who must act are told: when a third of the lifetime is left, so that what is
     * renewed every month is not due all the time.
     *
     * @param longest no earlier than this
     */
    public static Duration notice(Duration lifetime, Duration longest) {
        return Collections.min(List.of(lifetime.dividedBy(3), longest));
    }

    /** Whether clients whose time is {@code now} refuse what expires then; the very second of expiry counts as expired. */
    public static boolean isExpired(Instant expires, Instant now) {
        return !expires.isAfter(now);
    }
}
