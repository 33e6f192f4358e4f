package dev.countersign.publish;

import dev.countersign.repository.Repository;
import dev.countersign.sign.KeyUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One time of leading, from recovery on: takes the journal in order, a publication at a time. Owned by the publisher's
 * thread; thrown away after any failure.
 */
final class Lead {
    private final Publisher.Ports ports;
    private final AnswerLimit answers;
    private final WatchedClock clock;
    private final Observer observer;
    private final Schedule schedule = new Schedule();
    private final Recovery recovery;
    private final ReadAhead journal;
    private final RootAhead rootAhead;
    private final JournalApplier applier;
    private final Committer committer;
    private final RetentionSweep retention;
    private final ExpiryReport report;
    private State state = State.EMPTY;
    /** Whether the last attempt to sign found that the key cannot. */
    private boolean keyless;

    private Lead(
            Publisher.Ports ports,
            WatchedClock clock,
            PublisherSettings settings,
            Observer observer,
            CurrentPace.Sleep sleep) {
        this.answers = settings.answerLimit();
        this.clock = clock;
        this.ports = ports;
        this.observer = observer;
        this.recovery = new Recovery(ports.publications(), ports.files(), answers);
        this.journal = new ReadAhead(ports.journal(), settings);
        this.committer = new Committer(ports, clock, settings, observer, sleep, schedule);
        var decider = new Decider(ports.signing(), answers);
        this.rootAhead = new RootAhead(ports.journal(), answers);
        this.applier = new JournalApplier(decider, rootAhead, committer, clock, observer, settings.maxSubmissions());
        this.retention = new RetentionSweep(ports.publications(), settings.retention(), observer);
        this.report = new ExpiryReport(schedule, observer);
    }

    /** Reads what is committed, tells readers, and renews what expired while nobody led. */
    static Lead recover(
            Publisher.Ports ports,
            WatchedClock clock,
            PublisherSettings settings,
            Observer observer,
            CurrentPace.Sleep sleep) {
        var lead = new Lead(ports, clock, settings, observer, sleep);
        lead.answers.await(clock.compare());
        lead.state = lead.recovery.read();
        // Also after a crash between commit and announcement: the same call tells everyone again.
        lead.committer.show(lead.state, List.of());
        lead.renewExpired();
        return lead;
    }

    /** Readers are served all the same when that is not possible now; {@link #step} says why. */
    private void renewExpired() {
        if (!verdict().mayPublish() || !recovery.mayHaveExpired(now())) {
            return;
        }
        state = recovery.complete(state, schedule);
        try {
            while (schedule.anyExpired(now())) {
                observer.progress("renewing metadata that expired while the service was down");
                var _ = renew();
            }
        } catch (KeyUnavailable e) {
            keyless = true;
        }
    }

    /** Does one thing if there is anything to do. */
    Progress step() {
        state = recovery.complete(state, schedule);
        report.tick(state.repository(), now());
        var verdict = verdict();
        if (!verdict.isDoubtedBy(ClockVerdict.Witness.POSTGRESQL)) {
            retention.tick(now());
        }
        if (verdict instanceof ClockVerdict.Doubtful doubtful && !doubtful.mayPublish()) {
            return new Progress.Blocked(new Obstacle.Clock(doubtful));
        }
        try {
            var progress = verdict.isDoubtedBy(ClockVerdict.Witness.PUBLICATION) ? repair() : work();
            keyless = false;
            return progress;
        } catch (KeyUnavailable e) {
            keyless = true;
            return withoutKey(e);
        }
    }

    /** One decision about root, which may bring another online key, however much waits before it. */
    private Progress withoutKey(KeyUnavailable gone) {
        try {
            var ahead = rootAhead.next(state);
            if (ahead.isPresent()) {
                return worked(0, applier.applyAhead(state, ahead.get()));
            }
        } catch (KeyUnavailable alsoNeeded) {
            observer.progress("a decision about root needs the key that cannot sign");
        }
        return new Progress.Blocked(new Obstacle.Key(String.valueOf(gone.getMessage())));
    }

    /** How long nothing will be due. */
    Duration idleTime(Duration limit) {
        return schedule.next()
                .map(next -> Duration.between(now(), next))
                .filter(left -> left.compareTo(limit) < 0)
                .orElse(limit);
    }

    /** Signs what is dated too late again, in one publication: its date says that this was done. */
    private Progress repair() {
        observer.progress("signing again what a clock that was ahead has dated");
        answers.await(ports.publications().redate(now()));
        var position = state.head().journal();
        return state.repository() instanceof Repository.Established established
                ? publish(new Plan.Renewal(established, schedule.beyond(now()), position))
                : worked(0, committer.commit(state, new Commit.NoMetadata(position, null, Map.of())));
    }

    private Progress work() {
        // Submissions that never cease must not keep other roles from being renewed; a key that is gone for good is
        // replaced by one of them.
        if (!keyless && schedule.isLate(now())) {
            return renew();
        }
        var most = applier.maxEntries();
        return switch (journal.next(state.head().journal(), most)) {
            case Due.Nothing _ -> renew();
            case Due.Targets due -> worked(due.entries().size() == most ? 0 : due.targets(), applier.apply(state, due));
            case Due.Decided due -> worked(most == 1 ? 0 : due.change().targets(), applier.apply(state, due));
        };
    }

    /** Signs again what is due. */
    private Progress renew() {
        var due = schedule.due(now());
        return !due.isEmpty() && state.repository() instanceof Repository.Established established
                ? publish(new Plan.Renewal(established, due, state.head().journal()))
                : new Progress.Idle();
    }

    private Progress publish(Plan.Renewal renewal) {
        return worked(0, committer.commit(state, new Commit.Publish(renewal, 0)));
    }

    private Progress worked(long changes, Published published) {
        state = published.state();
        return new Progress.Worked(changes, published.files().count());
    }

    private ClockVerdict verdict() {
        return clock.judge(state.head(), state.repository());
    }

    private Instant now() {
        return clock.instant();
    }
}
