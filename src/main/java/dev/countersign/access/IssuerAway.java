package dev.countersign.access;

import java.time.Duration;

/**
 * The keys of an issuer cannot be had now, so its tokens can be neither believed nor refused. All other credentials can.
 * The message is for operators.
 */
public final class IssuerAway extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    public IssuerAway(String message) {
        super(message, null, false, false);
    }

    /** How long whoever was refused should wait before asking again. */
    public Duration retryAfter() {
        return RETRY_AFTER;
    }
}
