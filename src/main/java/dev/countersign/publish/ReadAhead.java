package dev.countersign.publish;

import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The journal as one leader reads it: each entry once, and kept until it is applied. So a change costs the same
 * whatever waits behind it. What is kept never exceeds the bounds of one publication by more than an entry.
 */
final class ReadAhead {
    private final Journal journal;
    private final PublisherSettings settings;
    private final Deque<JournalEntry> kept = new ArrayDeque<>();
    /** The last entry read that is not held. */
    private long lastDue;

    ReadAhead(Journal journal, PublisherSettings settings) {
        this.journal = journal;
        this.settings = settings;
    }

    /**
     * What the next publication applies: one change that stands alone, or consecutive changes of targets, at most that
     * many and no more than may be in memory at once. Empty while nothing asks for publication.
     *
     * @param applied the position up to which entries have been applied
     */
    List<JournalEntry> next(long applied, int most) {
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
        return due ? run.entries() : List.of();
    }

    private Journal.Piece read(long after, Run run) {
        var piece = settings.answerLimit()
                .await(journal.after(after, Math.max(1, run.entriesLeft()), Math.max(1, run.bytesLeft())));
        for (var entry : piece.entries()) {
            kept.addLast(entry);
            if (!entry.submission().held()) {
                lastDue = entry.position();
            }
        }
        return piece;
    }

    /** The first of what is kept, as far as one publication may go. */
    private Run run(int most) {
        var entries = new ArrayList<JournalEntry>();
        var left = settings.maxPayloadBytes();
        for (var entry : kept) {
            var alone = !entry.submission().change().kind().batches();
            if (!entries.isEmpty() && (alone || entries.size() == most || entry.bytes() > left)) {
                return new Run(entries, 0, 0);
            }
            entries.add(entry);
            left -= entry.bytes();
            if (alone) {
                return new Run(entries, 0, 0);
            }
        }
        return new Run(entries, most - entries.size(), left);
    }

    /** Entries for one publication, and what room it has for entries that may follow them. */
    private record Run(List<JournalEntry> entries, int entriesLeft, long bytesLeft) {
        boolean complete() {
            return entriesLeft <= 0 || bytesLeft <= 0;
        }
    }
}
