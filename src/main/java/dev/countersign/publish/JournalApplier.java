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
import java.util.function.Supplier;

/** Applies entries of the journal: consecutive changes of targets together, every other change alone. */
final class JournalApplier {
    private final Decider decider;
    private final Committer committer;
    private final WatchedClock clock;
    private final Observer observer;
    private BatchSize batchSize;

    JournalApplier(Decider decider, Committer committer, WatchedClock clock, Observer observer, int maxSubmissions) {
        this.decider = decider;
        this.committer = committer;
        this.clock = clock;
        this.observer = observer;
        this.batchSize = BatchSize.full(maxSubmissions);
    }

    /** How many entries to apply together, at most. */
    int maxEntries() {
        return batchSize.now();
    }

    /** Applies changes of targets together; when one of them may be why that fails, fewer of them next time. */
    Published apply(State state, Due.Targets due) {
        return attempt(state, due.position(), due.entries().size(), () -> committed(state, due));
    }

    Published apply(State state, Due.Decided due) {
        return attempt(state, due.position(), 1, () -> decided(state, due));
    }

    /**
     * When it fails and one of the entries may be the cause, nothing is written; an entry that fails alone is finished
     * with its error.
     */
    private Published attempt(State state, long position, int entries, Supplier<Published> work) {
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
            var published = committer.commit(state, Commit.NoMetadata.outcome(position, failed));
            batchSize = batchSize.afterSuccess();
            return published;
        }
    }

    private Published decided(State state, Due.Decided due) {
        var commit = decider.decide(state.repository(), due, clock.instant());
        if (commit instanceof Commit.Publish) {
            observer.progress("publishing " + ChangeCodec.kind(due.change()).toLowerCase(Locale.ROOT));
        }
        return committer.commit(state, commit);
    }

    private Published committed(State state, Due.Targets due) {
        return state.repository() instanceof Repository.Established established
                ? published(state, due, established)
                : committer.commit(state, withoutRepository(due));
    }

    /** Leaves out targets that their roles have no room for. */
    private Published published(State state, Due.Targets due, Repository.Established repository) {
        var batch = Batch.of(due.entries(), Layout.of(repository));
        while (true) {
            try {
                var plan = new Plan.ApplyBatch(repository, batch, due.position());
                return committer.commit(
                        state, new Commit.Publish(plan, due.entries().size()));
            } catch (RolesTooLarge e) {
                if (!e.fitWithLess()) {
                    throw e;
                }
                batch = batch.without(e.overflows());
            }
        }
    }

    /** Changes accepted before a bootstrap was stopped, and a request to publish before any: nothing comes of them. */
    private static Commit withoutRepository(Due.Targets due) {
        var outcomes = new HashMap<Long, TaskOutcome>();
        due.entries().forEach(entry -> outcomes.put(entry.position(), withoutRepository(entry.change())));
        return new Commit.NoMetadata(due.position(), null, outcomes);
    }

    private static TaskOutcome withoutRepository(TargetChange change) {
        return switch (change) {
            case Change.Publish _ -> new TaskOutcome.Published(List.of());
            case Change.AddTargets _, Change.RemoveTargets _ -> new TaskOutcome.Refused(new Reason.NotEstablished());
        };
    }
}
