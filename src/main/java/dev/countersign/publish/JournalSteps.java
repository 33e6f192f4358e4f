package dev.countersign.publish;

import dev.countersign.sign.KeyUnavailable;

/** Takes the repository through the journal, a publication at a time. */
final class JournalSteps {
    private final ReadAhead journal;
    private final RootAhead rootAhead;
    private final JournalApplier applier;
    private final Observer observer;

    JournalSteps(
            Publisher.PublisherPorts ports,
            StepTime time,
            PublisherSettings settings,
            Observer observer,
            Committer committer) {
        var answers = settings.answerLimit();
        var decider = new Decider(ports.signing(), ports.journal(), ports.files(), answers);
        this.journal = new ReadAhead(ports.journal(), settings);
        this.rootAhead = new RootAhead(ports.journal(), settings);
        this.applier = new JournalApplier(decider, rootAhead, committer, time, observer, settings.maxSubmissions());
        this.observer = observer;
    }

    /** Applies what comes next, if anything asks for publication. */
    Progress next(State state) {
        var most = applier.maxEntries();
        return switch (journal.next(state.head().journal(), most)) {
            case Due.Nothing _ -> new Progress.Idle();
            case Due.Decided due -> Progress.Worked.by(applier.apply(state, due), 0);
            case Due.TargetChanges due -> {
                var isFull = due.entries().size() == most;
                yield Progress.Worked.by(applier.apply(state, due), isFull ? 0 : due.targets());
            }
        };
    }

    /** Takes the next decision about root, even if other entries come before it: it may bring another online key. */
    Progress withoutKey(State state, KeyUnavailable gone) {
        try {
            var ahead = rootAhead.next(state);
            if (ahead.isPresent()) {
                return Progress.Worked.by(applier.applyAhead(state, ahead.get()), 0);
            }
        } catch (KeyUnavailable alsoNeeded) {
            observer.progress("a decision about root needs the key that cannot sign");
        }
        return new Progress.Blocked(new Obstacle.UnusableKey(String.valueOf(gone.getMessage())));
    }
}
