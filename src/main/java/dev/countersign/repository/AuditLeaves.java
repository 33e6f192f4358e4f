package dev.countersign.repository;

import dev.countersign.json.Bytes;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit of one repository, as far as its publisher needs it. */
@FunctionalInterface
public interface AuditLeaves {

    /**
     * The next rows after a position, in order, and before the first entry of the journal that comes after
     * {@code applied}: whatever was done up to there is done.
     */
    Future<LeafPiece> after(long covered, long applied);

    /** Some rows, and whether more of those asked for may follow. */
    record LeafPiece(List<AuditedLeaf> leaves, boolean more) {
        public static final LeafPiece NOTHING = new LeafPiece(List.of(), false);

        public LeafPiece {
            leaves = List.copyOf(leaves);
        }
    }

    /**
     * What the log takes of a row.
     *
     * @param leaf {@link dev.countersign.audit.AuditLeaf#hash}
     * @param outcome the digest of its outcome, where it has one
     */
    record AuditedLeaf(long position, Bytes leaf, @Nullable Bytes outcome) {}
}
