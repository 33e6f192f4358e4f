package dev.countersign.publish;

import dev.countersign.repository.DecidedChange;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.TargetChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;

/**
 * The journal as one leader reads it. Each entry is read once and kept until it is applied, so a change costs the same
 * however much waits behind it. At most one entry more is kept than one publication applies.
 */
final class ReadAhead {
    private final Journal journal;
    private final PublisherSettings settings;
    private final Deque<JournalEntry> kept = new ArrayDeque<>();
    /** Position of the last entry read that is not held. */
    private long lastDue;

    ReadAhead(Journal journal, PublisherSettings settings) {
        this.journal = journal;
        this.settings = settings;
    }

    /**
     * What the next publication applies.
     *
     * @param applied the position up to which entries have been applied
     * @param most changes of targets together; fewer when more would not fit into memory at once
     */
    Due next(long applied, int most) {
        while (!kept.isEmpty() && kept.getFirst().position() <= applied) {
            kept.removeFirst();
        }
        var due = !kept.isEmpty() && kept.getFirst().position() <= lastDue;
        var run = run(most);
        var more = true;
        while (more && !(due && run.complete())) {
            var piece = read(kept.isEmpty() ? applied : kept.getLast().position(), run);
            due |= !piece.entries().isEmpty();
            more = piece.more();
            run = run(most);
        }
        return due ? run.due() : new Due.Nothing();
    }

    private Journal.Piece read(long after, Run run) {
        var piece = settings.answerLimit()
                .await(journal.after(after, Math.max(1, run.entriesLeft()), Math.max(1, run.bytesLeft())));
        for (var entry : piece.entries()) {
            kept.addLast(entry);
            if (!entry.held()) {
                lastDue = entry.position();
            }
        }
        return piece;
    }

    /** The first of what is kept, as far as one publication may go. */
    private Run run(int most) {
        var entries = new ArrayList<Due.TargetsEntry>();
        var left = settings.maxPayloadBytes();
        for (var entry : kept) {
            switch (entry.change()) {
                case DecidedChange change -> {
                    return entries.isEmpty()
                            ? Run.full(new Due.Decided(entry.position(), entry.task(), change))
                            : Run.full(new Due.TargetChanges(entries));
                }
                case TargetChange change -> {
                    if (!entries.isEmpty() && (entries.size() == most || entry.bytes() > left)) {
                        return Run.full(new Due.TargetChanges(entries));
                    }
                    entries.add(new Due.TargetsEntry(entry.position(), change));
                    left -= entry.bytes();
                }
            }
        }
        var due = entries.isEmpty() ? new Due.Nothing() : new Due.TargetChanges(entries);
        return new Run(due, most - entries.size(), left);
    }

    /** What one publication applies, and what room it has for entries that may follow. */
    private record Run(Due due, int entriesLeft, long bytesLeft) {
        static Run full(Due due) {
            return new Run(due, 0, 0);
        }

        boolean complete() {
            return entriesLeft <= 0 || bytesLeft <= 0;
        }
    }
}
