package dev.countersign.client;

import dev.countersign.tuf.Signed;
import java.time.Duration;
import java.time.Instant;

/**
 * How long before something expires a monitor tells.
 *
 * @param people for roles that people sign, who need days
 * @param service for roles that a service signs anew by itself
 */
public record ExpiryNotice(Duration people, Duration service) {
    public static final ExpiryNotice USUAL = new ExpiryNotice(Duration.ofDays(14), Duration.ofHours(1));

    boolean isDue(Signed signed, boolean byService, Instant now) {
        return signed.isExpired(now.plus(byService ? service : people));
    }
}
