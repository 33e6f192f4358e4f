package dev.countersign.access;

import java.time.Duration;

/**
 * The keys of an issuer cannot be had now, so its tokens can be neither believed nor refused. Other credentials are not
 * concerned. The message is for operators.
 */
public final class IssuerAway extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    public IssuerAway(String message) {
        super(message, null, false, false);
    }

    /** How long callers should wait before they ask again. */
    public Duration retryAfter() {
        return RETRY_AFTER;
    }
}
