package dev.countersign.publish;

import dev.countersign.audit.AuditLeaf;
import dev.countersign.json.Bytes;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.AuditLeaves.AuditedLeaf;
import dev.countersign.repository.AuditLeaves.LeafPiece;
import dev.countersign.repository.AuditedChange;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.transparency.AuditCoverage;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of the audit that the entry of a publication covers. The first piece is asked for when the publication
 * begins, so it is there when the entry is made.
 */
final class AuditCover {
    private final AuditLeaves audit;
    private final AnswerLimit answers;
    private final long applied;
    private final Future<LeafPiece> first;

    private AuditCover(AuditLeaves audit, AnswerLimit answers, long applied, Future<LeafPiece> first) {
        this.audit = audit;
        this.answers = answers;
        this.applied = applied;
        this.first = first;
    }

    /**
     * Begins to read.
     *
     * @param covered the position up to which entries cover the audit already
     * @param applied the position up to which the journal is applied after the publication
     */
    static AuditCover begin(AuditLeaves audit, AnswerLimit answers, long covered, long applied) {
        return new AuditCover(audit, answers, applied, audit.after(covered, applied));
    }

    /** @param outcomes that the publication itself writes, by position */
    AuditCoverage coverage(Map<Long, TaskOutcome> outcomes) {
        var rows = new AuditCoverage.Rows();
        var piece = answers.await(first);
        while (true) {
            for (var row : piece.leaves()) {
                rows.add(row.position(), AuditCoverage.leaf(row.position(), row.leaf(), outcome(row, outcomes)));
            }
            if (!piece.more()) {
                return rows.coverage();
            }
            piece = answers.await(audit.after(piece.leaves().getLast().position(), applied));
        }
    }

    private static @Nullable Bytes outcome(AuditedLeaf row, Map<Long, TaskOutcome> outcomes) {
        var outcome = outcomes.get(row.position());
        return outcome == null ? row.outcome() : AuditLeaf.outcome(AuditedChange.outcome(outcome));
    }
}
