package dev.countersign.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a mirror stands.
 *
 * @param cursor what it shows to clients
 * @param newest what the repository shows
 * @param behindSince when the first publication that it does not show yet was committed; empty when it shows all
 * @param problem what keeps it from being written, or does not verify there
 * @param asked the number of the last full check that was asked for
 * @param sweepable whether it holds files that nobody needs any more
 */
public record MirrorState(
        Mirror mirror,
        MirrorCursor cursor,
        MirrorCursor newest,
        Optional<Instant> behindSince,
        Optional<MirrorProblem> problem,
        long asked,
        MirrorCheck checked,
        boolean sweepable) {

    /**
     * Versions that a mirror, or a repository, shows; all zero when it shows none.
     *
     * @param publication the number of the publication that they are of
     */
    public record MirrorCursor(long publication, int root, int timestamp, int snapshot) {
        public static final MirrorCursor NOTHING = new MirrorCursor(0, 0, 0, 0);

        public static MirrorCursor of(Head head) {
            return new MirrorCursor(head.publication(), head.root(), head.timestamp(), head.snapshot());
        }

        /** Whether clients of the one would see more with the other. */
        public boolean isBehind(MirrorCursor other) {
            return root < other.root || timestamp < other.timestamp;
        }
    }

    /**
     * What is wrong.
     *
     * @param alarm whether what clients find there does not verify
     */
    public record MirrorProblem(String sentence, boolean alarm, Instant since) {}

    /**
     * The last full check.
     *
     * @param number 0 before the first
     * @param files how many were read
     * @param problem what did not verify
     */
    public record MirrorCheck(long number, Optional<Instant> at, int files, Optional<String> problem) {
        public static final MirrorCheck NONE = new MirrorCheck(0, Optional.empty(), 0, Optional.empty());
    }

    /** How long it has not shown all; zero when it does. */
    public Duration lag(Instant now) {
        return behindSince
                .map(since -> Duration.between(since, now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    public boolean isBehind() {
        return cursor.isBehind(newest);
    }

    /** Whether there is something to do for whoever fills it. */
    public boolean isDue() {
        return isBehind() || problem.isPresent() || asked > checked.number() || sweepable;
    }
}
