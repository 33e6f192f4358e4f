package dev.countersign.repository;

import dev.countersign.audit.AuditOrigin;
import java.time.Instant;

/**
 * A change on its way into the journal. A held submission is durable like any other but does not by itself cause a
 * publication; the next publication applies it in its turn.
 *
 * @param origin for the audit; the journal does not keep it
 */
public record Submission(TaskId task, Change change, boolean held, Instant submittedAt, AuditOrigin origin) {

    public JournalEntry at(long position, int bytes) {
        return new JournalEntry(position, task, change, held, submittedAt, bytes);
    }
}
