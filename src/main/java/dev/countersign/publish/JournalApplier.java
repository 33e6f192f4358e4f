package dev.countersign.publish;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.TaskOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

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

    /**
     * Applies them with one publication. When that fails and one of them may be the cause, nothing is written and fewer
     * are to be applied next time; an entry that fails alone is finished with its error.
     */
    Published apply(State state, List<JournalEntry> entries) {
        try {
            var published = committed(state, entries);
            batchSize = batchSize.afterSuccess();
            return published;
        } catch (InvalidInput | RolesTooLarge | IllegalArgumentException e) {
            observer.failed(e);
            if (entries.size() > 1) {
                batchSize = batchSize.afterFailure(entries.size());
                return Published.withoutFiles(state);
            }
            var published = committer.commit(state, failure(entries.getFirst(), e));
            batchSize = batchSize.afterSuccess();
            return published;
        }
    }

    private Published committed(State state, List<JournalEntry> entries) {
        var first = entries.getFirst();
        if (!first.submission().change().kind().batches()) {
            return decide(state, first);
        }
        return state.repository() instanceof Repository.Established established
                ? applyTargets(state, entries, established)
                : committer.commit(state, withoutRepository(entries));
    }

    private Published decide(State state, JournalEntry entry) {
        var commit = decider.decide(state.repository(), entry, clock.instant());
        if (commit instanceof Commit.Publish) {
            var kind = entry.submission().change().kind();
            observer.progress("publishing " + kind.name().toLowerCase(Locale.ROOT));
        }
        return committer.commit(state, commit);
    }

    /** Leaves out targets that their roles have no room for. */
    private Published applyTargets(State state, List<JournalEntry> entries, Repository.Established repository) {
        var journal = entries.getLast().position();
        var batch = Batch.of(entries, Layout.of(repository));
        while (true) {
            try {
                var plan = new Plan.ApplyBatch(repository, batch, journal);
                return committer.commit(state, new Commit.Publish(plan, entries.size()));
            } catch (RolesTooLarge e) {
                if (!e.fitWithLess()) {
                    throw e;
                }
                batch = batch.without(e.overflows());
            }
        }
    }

    /** Changes accepted before a bootstrap was stopped, and a request to publish before any: nothing comes of them. */
    private static Commit withoutRepository(List<JournalEntry> entries) {
        var outcomes = new HashMap<Long, TaskOutcome>();
        for (var entry : entries) {
            outcomes.put(entry.position(), withoutRepository(entry.submission().change()));
        }
        return new Commit.NoMetadata(entries.getLast().position(), null, outcomes);
    }

    private static TaskOutcome withoutRepository(Change change) {
        return change instanceof Change.Publish
                ? new TaskOutcome.Succeeded(
                        "publish_artifacts",
                        "Publish Artifacts Processed",
                        Json.Obj.EMPTY.with("artifact_roles", new Json.Null()))
                : new TaskOutcome.Failed(TaskNames.of(change), "It requires bootstrap finished");
    }

    private static Commit failure(JournalEntry entry, RuntimeException cause) {
        var task = TaskNames.of(entry.submission().change());
        return Commit.NoMetadata.outcome(
                entry.position(), new TaskOutcome.Failed(task, String.valueOf(cause.getMessage())));
    }
}
