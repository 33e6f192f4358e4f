package dev.countersign.publish;

import dev.countersign.json.InvalidInput;
import dev.countersign.repository.Change;
import dev.countersign.repository.ChangeCodec;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Reason;
import dev.countersign.repository.Repository;
import dev.countersign.repository.TargetChange;
import dev.countersign.repository.TaskOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Applies entries of the journal: consecutive changes of targets together, every other change alone. */
final class JournalApplier {
    private final Decider decider;
    private final RootAhead rootAhead;
    private final Committer committer;
    private final StepTime time;
    private final Observer observer;
    private BatchSize batchSize;

    JournalApplier(
            Decider decider,
            RootAhead rootAhead,
            Committer committer,
            StepTime time,
            Observer observer,
            int maxSubmissions) {
        this.decider = decider;
        this.rootAhead = rootAhead;
        this.committer = committer;
        this.time = time;
        this.observer = observer;
        this.batchSize = BatchSize.full(maxSubmissions);
    }

    /** How many entries to apply together, at most. */
    int maxEntries() {
        return batchSize.now();
    }

    /**
     * Applies changes of targets together. After a failure that one of them may have caused, the next batch is smaller.
     */
    Published apply(State state, Due.TargetChanges due) {
        var last = due.position();
        return attempt(state, last, last, due.entries().size(), () -> committed(state, due));
    }

    Published apply(State state, Due.Decided due) {
        var position = due.position();
        return rootAhead.isDecided(state, due)
                ? committer.commit(state, new Commit.NoMetadata(position, null, Map.of()))
                : decide(state, due, position);
    }

    /** Decides a change before its turn: the journal stays where it is. */
    Published applyAhead(State state, Due.Decided due) {
        return decide(state, due, state.head().journal());
    }

    private Published decide(State state, Due.Decided due, long journal) {
        return attempt(state, journal, due.position(), 1, () -> decided(state, due, journal));
    }

    /**
     * When the work fails and one of several entries may be the cause, nothing is written and the next batch is
     * smaller. An entry that fails alone ends with its error.
     *
     * @param journal the position up to which the journal is applied in that case
     */
    private Published attempt(State state, long journal, long position, int entries, Supplier<Published> work) {
        try {
            var published = work.get();
            batchSize = batchSize.afterSuccess();
            return published;
        } catch (InvalidInput | RolesTooLarge | IllegalArgumentException e) {
            observer.failed(e);
            if (entries > 1) {
                batchSize = batchSize.afterFailure(entries);
                return Published.withoutFiles(state);
            }
            var failed = new TaskOutcome.Failed(String.valueOf(e.getMessage()));
            var published = committer.commit(state, Commit.NoMetadata.outcome(journal, position, failed));
            batchSize = batchSize.afterSuccess();
            return published;
        }
    }

    private Published decided(State state, Due.Decided due, long journal) {
        var commit = decider.decide(state, due, journal, time.instant());
        if (commit instanceof Commit.WithMetadata) {
            observer.progress("publishing " + ChangeCodec.kind(due.change()).toLowerCase(Locale.ROOT));
        }
        return committer.commit(state, commit);
    }

    private Published committed(State state, Due.TargetChanges due) {
        return state.repository() instanceof Repository.Established established
                ? published(state, due, established)
                : committer.commit(state, withoutRepository(due));
    }

    /** Leaves out targets that their roles have no room for. */
    private Published published(State state, Due.TargetChanges due, Repository.Established repository) {
        var batch = Batch.fold(due.entries(), Layout.of(repository));
        while (true) {
            try {
                var plan = Plan.apply(repository, batch, due.position());
                return committer.commit(
                        state, new Commit.WithMetadata(plan, due.entries().size()));
            } catch (RolesTooLarge e) {
                if (!e.fitWithLess()) {
                    throw e;
                }
                batch = batch.without(e.overflows());
            }
        }
    }

    /** There is no repository: a bootstrap was stopped after they were accepted. They end without any effect. */
    private static Commit withoutRepository(Due.TargetChanges due) {
        var outcomes = new HashMap<Long, TaskOutcome>();
        due.entries().forEach(entry -> outcomes.put(entry.position(), withoutRepository(entry.change())));
        return new Commit.NoMetadata(due.position(), null, outcomes);
    }

    private static TaskOutcome withoutRepository(TargetChange change) {
        return switch (change) {
            case Change.Publish _ -> new TaskOutcome.RolesPublished(List.of());
            case Change.AddTargets _, Change.RemoveTargets _ -> new TaskOutcome.Refused(new Reason.NotEstablished());
        };
    }
}
