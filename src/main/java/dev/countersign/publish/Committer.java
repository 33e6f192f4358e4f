package dev.countersign.publish;

import dev.countersign.repository.Announcer;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.StoredFile;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Carries commits out and shows readers what they publish. Owned by the publisher's thread. */
final class Committer {
    private final Publisher.PublisherPorts ports;
    private final StepTime time;
    private final InstantSource clock;
    private final PublisherSettings settings;
    private final Observer observer;
    private final CurrentPace.Sleep sleep;
    private final Schedule schedule;
    private final AnswerLimit answers;
    private final Announcer announcer;
    private final LogAppender log;

    /**
     * @param clock by which pauses and what a step takes are measured
     * @param schedule is told what was signed
     */
    Committer(
            Publisher.PublisherPorts ports,
            StepTime time,
            InstantSource clock,
            PublisherSettings settings,
            Observer observer,
            CurrentPace.Sleep sleep,
            Schedule schedule) {
        this.ports = ports;
        this.time = time;
        this.clock = clock;
        this.settings = settings;
        this.observer = observer;
        this.sleep = sleep;
        this.schedule = schedule;
        this.answers = settings.answerLimit();
        this.announcer = new Announcer(ports.current(), ports.latest());
        this.log = new LogAppender(ports.newLogKey(), settings.logOrigin());
    }

    /** Returns what is committed, and shown, afterwards. After a failure only the database knows that. */
    Published commit(State before, Commit commit) {
        return switch (commit) {
            case Commit.NoMetadata record -> record(before, record);
            case Commit.ForeignMetadata takeOver -> takeOver(before, takeOver);
            case Commit.WithMetadata publish -> publish(before, publish);
        };
    }

    /** Makes what is committed the publication that readers get. */
    void show(State state, List<StoredFile> files) {
        ports.cache().accept(files);
        answers.await(announcer.show(state.view()));
    }

    private Published record(State before, Commit.NoMetadata record) {
        var head = before.head().next(record.journal(), time.instant());
        var bits = before.repository() instanceof Repository.Established established
                ? Layout.of(established).bitLength()
                : 0;
        var step = new Publications.Step(head, record.repository(), List.of(), record.outcomes(), bits);
        var transaction = answers.await(ports.publications().begin(before.head().publication()));
        answers.await(transaction.commit(step));
        var repository = record.repository() == null ? before.repository() : record.repository();
        var after = new State(head, repository, before.snapshot(), before.timestamp(), before.log());
        show(after, List.of());
        return Published.withoutFiles(after);
    }

    private Published takeOver(State before, Commit.ForeignMetadata takeOver) {
        var pace = new CurrentPace(settings.pace(), settings.pace(), clock, sleep);
        var published = new Takeover(before, takeOver)
                .commit(ports, pace, answers, time.instant().truncatedTo(ChronoUnit.MICROS));
        show(published.state(), published.kept());
        schedule.signed(published.files().expiries(), takeOver.repository());
        schedule.retainOnline(takeOver.repository());
        return published;
    }

    private Published publish(State before, Commit.WithMetadata publish) {
        var started = clock.instant();
        var plan = publish.plan();
        var published = new Publication(ports, answers, log, before, plan, pace(plan), observer, time.instant()).run();
        show(published.state(), published.kept());
        schedule.signed(published.files().expiries(), plan.repository());
        if (plan.decides()) {
            schedule.retainOnline(plan.repository());
        }
        observer.published(
                published.state().head(),
                publish.submissions(),
                published.files().count(),
                published.files().bytes(),
                Duration.between(started, clock.instant()));
        return published;
    }

    private CurrentPace pace(Plan plan) {
        var gentle = plan.onlyRenews() && !schedule.anyExpired(time.instant());
        return new CurrentPace(gentle ? settings.renewalPace() : settings.pace(), settings.pace(), clock, sleep);
    }
}
