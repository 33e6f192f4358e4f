package dev.countersign.publish;

import dev.countersign.repository.Repository;
import dev.countersign.tuf.RoleName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;

/** Tells the observer when roles expire; only every few seconds, because it has to look at every role. */
final class ExpiryReport {
    private final Schedule schedule;
    private final Observer observer;
    private final Interval interval = new Interval(Duration.ofSeconds(2));

    ExpiryReport(Schedule schedule, Observer observer) {
        this.schedule = schedule;
        this.observer = observer;
    }

    /** Reports if it is time. */
    void tick(Repository repository, Instant now) {
        if (!(repository instanceof Repository.Established established) || !interval.isOver(now)) {
            return;
        }
        var topLevel = new HashMap<RoleName, Instant>();
        topLevel.put(RoleName.ROOT, established.root().signed().expires());
        for (var role : RoleName.ONLINE) {
            schedule.expires(role).ifPresent(expires -> topLevel.put(role, expires));
        }
        observer.expiries(topLevel, schedule.firstDelegatedExpiry().orElse(Instant.MAX));
    }
}
