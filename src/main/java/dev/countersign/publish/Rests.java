package dev.countersign.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The slices of one publication and the rests between them. Owned by the publisher's thread. */
final class Rests {
    private final Pace pace;
    private final InstantSource clock;

    Rests(Pace pace, InstantSource clock) {
        this.pace = pace;
        this.clock = clock;
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

    /** Sleeps for as long as is due after the slice that began then; an interrupt ends this and every later rest. */
    void after(Instant began, double share) {
        var rest = pace.restAfter(Duration.between(began, clock.instant()), share);
        if (!rest.isPositive() || Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            Thread.sleep(rest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
