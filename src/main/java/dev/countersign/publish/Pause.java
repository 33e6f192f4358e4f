package dev.countersign.publish;

import java.time.Duration;

/**
 * How long to wait after a publication under load, so that the next batch grows. A publication costs by the files it
 * makes: once the changes of a batch share files, twice as many changes cost hardly more, and the time saved is left to
 * accepting them. A batch whose every change has a file of its own, or that is large anyway, gains nothing by waiting.
 *
 * @param longest pause; zero for none
 */
public record Pause(Duration longest) {
    /** A publication that took no longer is no load. */
    private static final Duration QUICK = Duration.ofMillis(100);
    /** Changes of a batch that is large: several for each of the most roles there can be. */
    private static final long LARGE = 100_000;
    /** Times the publication's own length. */
    private static final double MOST = 2;

    Duration after(long changes, int files, Duration took) {
        if (took.compareTo(QUICK) <= 0 || changes >= LARGE || files == 0) {
            return Duration.ZERO;
        }
        var sharing = Math.clamp(changes / (double) files - 1, 0, MOST);
        var pause = Duration.ofMillis((long) (took.toMillis() * sharing));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
