package dev.countersign.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The pace of the publication under way. When somebody wakes the publisher meanwhile, because a submission has arrived
 * or the service stops, it becomes the swift one. Owned by the publisher's thread.
 */
final class CurrentPace {

    /** Sleeps on the publisher's thread. */
    @FunctionalInterface
    interface Sleep {
        /** Returns after that long, or true as soon as there may be something to do. */
        boolean untilWoken(Duration limit);
    }

    private final Pace swift;
    private final InstantSource clock;
    private final Sleep sleep;
    private Pace pace;

    /**
     * Begins a publication.
     *
     * @param pace until somebody waits
     * @param swift from then on
     */
    CurrentPace(Pace pace, Pace swift, InstantSource clock, Sleep sleep) {
        this.pace = pace;
        this.swift = swift;
        this.clock = clock;
        this.sleep = sleep;
    }

    int sliceBytes() {
        return pace.sliceBytes();
    }

    /** Whether slices follow each other without a pause. */
    boolean isUnbroken() {
        return pace.pauses().isZero();
    }

    /** When a slice begins; give it to {@link #pauseAfter}. */
    Instant begin() {
        return clock.instant();
    }

    /**
     * Pauses after a slice.
     *
     * @param began when the slice did
     * @param share how much of the publication it was, from 0 to 1
     */
    void pauseAfter(Instant began, double share) {
        var pause = pace.pauseAfter(Duration.between(began, clock.instant()), share);
        if (pause.isPositive() && sleep.untilWoken(pause)) {
            pace = swift;
        }
    }
}
