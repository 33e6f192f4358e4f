package dev.countersign.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The slices of one publication and the rests between them. Whoever wakes the publisher meanwhile, with a submission or
 * because it is to stop, is not kept waiting: from then on there are no rests. Owned by the publisher's thread.
 */
final class Rests {

    /** Waits on the publisher's thread. */
    @FunctionalInterface
    interface Sleep {
        /** Returns after that long or as soon as there may be something to do, and then true. */
        boolean untilWoken(Duration limit);
    }

    private final Pace woken;
    private final InstantSource clock;
    private final Sleep sleep;
    private Pace pace;

    /** @param woken the pace from the moment somebody waits */
    Rests(Pace pace, Pace woken, InstantSource clock, Sleep sleep) {
        this.pace = pace;
        this.woken = woken;
        this.clock = clock;
        this.sleep = sleep;
    }

    int sliceBytes() {
        return pace.sliceBytes();
    }

    /** Whether slices follow each other without a rest. */
    boolean areNone() {
        return pace.rests().isZero();
    }

    Instant begin() {
        return clock.instant();
    }

    /** Rests for as long as is due after the slice that began then and was this share of the publication. */
    void after(Instant began, double share) {
        var rest = pace.restAfter(Duration.between(began, clock.instant()), share);
        if (rest.isPositive() && sleep.untilWoken(rest)) {
            pace = woken;
        }
    }
}
