package dev.countersign.publish;

import dev.countersign.sign.KeyUnavailable;
import java.time.Duration;
import java.util.List;

/**
 * One time of leading, from recovery on: takes the journal in order, a publication at a time. Owned by the publisher's
 * thread; thrown away after any failure.
 */
final class Lead {
    private final WatchedClock clock;
    private final StepTime time;
    private final Observer observer;
    private final Schedule schedule = new Schedule();
    private final Recovery recovery;
    private final Committer committer;
    private final Renewals renewals;
    private final JournalSteps journal;
    private final Housekeeping housekeeping;
    private State state = State.EMPTY;
    /** Whether the last attempt to sign found that the key cannot. */
    private boolean keyless;

    private Lead(
            Publisher.PublisherPorts ports,
            WatchedClock clock,
            PublisherSettings settings,
            Observer observer,
            CurrentPace.Sleep sleep) {
        var answers = settings.answerLimit();
        var publications = ports.publications();
        this.clock = clock;
        this.time = new StepTime(clock);
        this.committer = new Committer(ports, time, clock, settings, observer, sleep, schedule);
        this.observer = observer;
        this.recovery = new Recovery(publications, ports.files(), answers);
        this.renewals = new Renewals(schedule, committer, publications, time, answers, observer);
        this.journal = new JournalSteps(ports, time, settings, observer, committer);
        this.housekeeping = new Housekeeping(schedule, publications, settings.retention(), observer);
    }

    /** Reads what is committed, tells readers, and renews what expired while nobody led. */
    static Lead recover(
            Publisher.PublisherPorts ports,
            WatchedClock clock,
            PublisherSettings settings,
            Observer observer,
            CurrentPace.Sleep sleep) {
        settings.answerLimit().await(clock.compare());
        var lead = new Lead(ports, clock, settings, observer, sleep);
        lead.state = lead.recovery.read();
        // Also after a crash between commit and announcement: the same call tells everyone again.
        lead.committer.show(lead.state, List.of());
        lead.renewExpired();
        return lead;
    }

    /** Readers are served even when this is not possible now; {@link #step} tells why. */
    private void renewExpired() {
        if (!nextTime().mayPublish() || !recovery.mayHaveExpired(time.instant())) {
            return;
        }
        state = recovery.complete(state, schedule);
        try {
            while (nextTime().mayPublish() && schedule.anyExpired(time.instant())) {
                observer.progress("renewing metadata that expired while the service was down");
                var _ = went(renewals.signDue(state));
            }
        } catch (KeyUnavailable e) {
            keyless = true;
        }
    }

    /** Does one thing if there is anything to do. */
    Progress step() {
        state = recovery.complete(state, schedule);
        var verdict = nextTime();
        housekeeping.tick(state, verdict, time.instant());
        if (verdict instanceof ClockVerdict.Doubtful doubtful && !doubtful.mayPublish()) {
            return new Progress.Blocked(new Obstacle.DoubtedClock(doubtful));
        }
        try {
            var misdated = verdict.isDoubtedBy(ClockVerdict.Witness.PUBLICATION);
            var progress = went(misdated ? renewals.signMisdated(state) : work());
            keyless = false;
            return progress;
        } catch (KeyUnavailable e) {
            keyless = true;
            return went(journal.withoutKey(state, e));
        }
    }

    private Progress work() {
        // However many submissions come, roles are renewed in time. Not without the key: a submission may replace it.
        if (!keyless && schedule.isLate(time.instant())) {
            return renewals.signDue(state);
        }
        var progress = journal.next(state);
        return progress instanceof Progress.Idle ? renewals.signDue(state) : progress;
    }

    /** How long nothing will be due; at most the limit. */
    Duration idleTime(Duration limit) {
        return schedule.idleTime(clock.instant(), limit);
    }

    /** Keeps the state that a step has led to. */
    private Progress went(Progress progress) {
        if (progress instanceof Progress.Worked worked) {
            state = worked.state();
        }
        return progress;
    }

    private ClockVerdict nextTime() {
        return time.next(state.head(), state.repository());
    }
}
