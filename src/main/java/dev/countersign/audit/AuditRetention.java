package dev.countersign.audit;

import java.time.Duration;

/** How long rows are kept. */
public final class AuditRetention {
    /** Unless something else is configured: five years. */
    public static final Duration USUAL = Duration.ofDays(5 * 365);

    private AuditRetention() {}
}
