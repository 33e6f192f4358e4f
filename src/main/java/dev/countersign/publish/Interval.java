package dev.countersign.publish;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something to be done from time to time. When the clock is set back, it is done at once. One thread. */
final class Interval {
    private final Duration length;
    private @Nullable Instant last;

    Interval(Duration length) {
        this.length = length;
    }

    /** Whether it is time; if so, the next time is one length later. */
    boolean isOver(Instant now) {
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(length))) {
            return false;
        }
        last = now;
        return true;
    }
}
