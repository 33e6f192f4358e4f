package dev.countersign.http;

import java.time.Duration;

/**
 * What bodies that are being received or read may hold of this process, and for how long.
 *
 * @param bytes of all together; above it requests are answered 503
 * @param bytesPerAddress of those from one address together; above it requests are answered 503
 * @param time for a whole body to arrive; later ones are answered 408
 * @param bytesPerSecond that a body must at least arrive with, on average over {@code measured}; slower ones are
 *     answered 408
 * @param measured the time over which that average is taken
 */
public record BodyLimits(int bytes, int bytesPerAddress, Duration time, int bytesPerSecond, Duration measured) {
    private static final int MIB = 1 << 20;

    public static final BodyLimits DEFAULT =
            new BodyLimits(48 * MIB, 24 * MIB, Duration.ofMinutes(2), 4 << 10, Duration.ofSeconds(10));

    /** What must arrive in {@code measured}. */
    long bytesPerMeasure() {
        return bytesPerSecond * measured.toMillis() / 1000;
    }
}
