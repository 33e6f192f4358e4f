package dev.countersign.publish;

import dev.countersign.repository.Head;
import dev.countersign.repository.Repository;
import java.time.Instant;

/**
 * The time by which one step decides and dates everything: read once and judged, so that a clock that is set while the step is
 * under way dates nothing. What was handed in just after it was read may be published with this earlier time. Owned by the
 * publisher's thread.
 */
final class StepTime {
    private final WatchedClock clock;
    private Instant now;

    StepTime(WatchedClock clock) {
        this.clock = clock;
        this.now = clock.instant();
    }

    /** Begins a step. */
    ClockVerdict next(Head head, Repository repository) {
        now = clock.instant();
        return clock.judge(now, head, repository);
    }

    /** When the step began. */
    Instant instant() {
        return now;
    }
}
