package dev.countersign.publish;

import java.time.Duration;

/**
 * How a publication that makes many files shares the machine with readers.
 *
 * @param sliceBytes of role files that are loaded, signed and written together; memory is a small multiple of this
 * @param rests between slices, together at the most; zero for none, and then loading runs ahead of signing
 */
public record Pace(int sliceBytes, Duration rests) {

    /** For what submissions, or clients with expired metadata, wait for. */
    static final Pace SWIFT = new Pace(1 << 20, Duration.ZERO);

    /**
     * For what is only signed again. One small slice at a time is in work, and then nothing for up to twice as long;
     * readers hardly notice it.
     */
    static final Pace GENTLE = new Pace(1 << 16, Duration.ofSeconds(4));

    /** Times the length of a slice, where there is rest enough for that. */
    private static final int REST = 2;

    /** PostgreSQL ends transactions in which nothing happens for long. */
    private static final Duration LONGEST = Duration.ofMillis(100);

    /**
     * How long to rest after a slice.
     *
     * @param share of the whole publication that the slice was, from 0 to 1
     */
    Duration restAfter(Duration slice, double share) {
        var due = Duration.ofNanos((long) (rests.toNanos() * share));
        return shorter(LONGEST, shorter(due, slice.multipliedBy(REST)));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
