package dev.countersign.repository;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A store cannot do what it was asked, because it is away, does not answer in time, or takes no writes. Any method of
 * any port may fail with this. What was asked may be asked again later; whether a write was done all the same is not
 * known. The message is one sentence for an operator, without any secret.
 */
public final class Unavailable extends RepositoryException {
    private static final long serialVersionUID = 1;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** What cannot be done. */
    public enum Extent {
        /** Neither read nor write. */
        EVERYTHING,
        /** Reading goes on: a disk is full, or the server is a standby. */
        WRITES
    }

    private final Extent extent;
    private final boolean passes;

    public Unavailable(String message) {
        this(Extent.EVERYTHING, message, null);
    }

    public Unavailable(String message, Throwable cause) {
        this(Extent.EVERYTHING, message, cause);
    }

    public Unavailable(Extent extent, String message, @Nullable Throwable cause) {
        this(extent, true, message, cause);
    }

    private Unavailable(Extent extent, boolean passes, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.extent = extent;
        this.passes = passes;
    }

    /** For what does not end by itself: somebody has to correct how the store, or this service, is set up. */
    public static Unavailable untilCorrected(String message) {
        return untilCorrected(message, null);
    }

    public static Unavailable untilCorrected(String message, @Nullable Throwable cause) {
        return new Unavailable(Extent.EVERYTHING, false, message, cause);
    }

    /**
     * Whether an unavailable store is the cause of a failure. Whoever watches the store writes that to the log; others
     * need not.
     */
    public static boolean isBehind(Throwable failure) {
        for (var each = failure; each != null; each = each.getCause()) {
            if (each instanceof Unavailable) {
                return true;
            }
        }
        return false;
    }

    public Extent extent() {
        return extent;
    }

    /** Whether it may end without anybody correcting a configuration. */
    public boolean passes() {
        return passes;
    }

    /** How long whoever was refused should wait before asking again. */
    public Duration retryAfter() {
        return RETRY_AFTER;
    }
}
