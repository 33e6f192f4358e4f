package dev.countersign.http;

import dev.countersign.http.api.OutcomeWords;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.wire.TaskResult;

/** What callers are told of an outcome, for tests of other packages. */
public final class ShownOutcome {
    private ShownOutcome() {}

    public static TaskResult of(JournalEntry entry, TaskOutcome outcome) {
        return OutcomeWords.render(entry, outcome);
    }
}
