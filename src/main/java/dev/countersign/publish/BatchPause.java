package dev.countersign.publish;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * How long to pause between two publications under load, so that the next one applies more changes.
 *
 * <p>What a publication costs depends on how many files it makes. When several changes share a file, twice as many
 * changes hardly cost more, so it pays to collect them. When each change has a file of its own, or the batch is large
 * already, it does not.
 *
 * @param longest the longest pause; zero for none
 */
public record BatchPause(Duration longest) {
    /** A publication that took no longer than this is no load. */
    private static final Duration QUICK = Duration.ofMillis(100);
    /** Enough changes for several in each role, even with as many roles as there can be. */
    private static final long LARGE = 100_000;
    /** A pause is at most this many times as long as the publication before it. */
    private static final double MOST = 2;

    /**
     * The pause after a publication.
     *
     * @param changes of targets that it applied
     * @param files that it made
     * @param took how long it lasted
     */
    Duration after(long changes, int files, Duration took) {
        if (took.compareTo(QUICK) <= 0 || changes >= LARGE || files == 0) {
            return Duration.ZERO;
        }
        var sharing = Math.clamp(changes / (double) files - 1, 0, MOST);
        return Collections.min(List.of(Duration.ofMillis((long) (took.toMillis() * sharing)), longest));
    }
}
