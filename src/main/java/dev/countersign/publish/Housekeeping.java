package dev.countersign.publish;

import dev.countersign.repository.Publications;
import java.time.Instant;

/** What a leader does from time to time beside publishing: it tells when roles expire, and removes what is old. */
final class Housekeeping {
    private final ExpiryReport expiries;
    private final RetentionSweep retention;

    Housekeeping(Schedule schedule, Publications publications, RetentionSettings settings, Observer observer) {
        this.expiries = new ExpiryReport(schedule, observer);
        this.retention = new RetentionSweep(publications, settings, observer);
    }

    /** Does what it is time for; never waits. Nothing is removed while PostgreSQL's clock tells another time. */
    void tick(State state, ClockVerdict verdict, Instant now) {
        expiries.tick(state.repository(), now);
        if (!verdict.isDoubtedBy(ClockVerdict.Witness.POSTGRESQL)) {
            retention.tick(now);
        }
    }
}
