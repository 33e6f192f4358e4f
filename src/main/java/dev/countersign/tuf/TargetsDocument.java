package dev.countersign.tuf;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The content of one targets role, kept and edited as canonical bytes without an object per target. */
public final class TargetsDocument {
    /** No targets and no delegations. */
    public static final TargetsDocument EMPTY = new TargetsDocument();

    private TargetsDocument() {}

    /**
     * The content of a file.
     *
     * @throws TufException when the file is not a targets role
     */
    public static TargetsDocument ofFile(Bytes file) {
        throw new UnsupportedOperationException();
    }

    /**
     * What became of a list of edits.
     *
     * @param notFound paths to remove that were not there
     */
    public record Merge(TargetsDocument document, int added, int replaced, int removed, List<TargetPath> notFound) {
        public Merge {
            notFound = List.copyOf(notFound);
        }

        /** Whether the new document differs from the old one; false also when every value set was there already. */
        public boolean changed() {
            return added + replaced + removed > 0;
        }
    }

    /**
     * Applies edits in one pass over the old bytes and the edits.
     *
     * @param edits at most one per path, sorted by {@link TargetPath#BYTE_ORDER}
     * @throws IllegalArgumentException when they are not
     */
    public Merge merge(List<TargetEntry> edits) {
        throw new UnsupportedOperationException();
    }

    /** The canonical {@link TargetFile} of a path, or null. */
    public @Nullable Bytes find(TargetPath path) {
        throw new UnsupportedOperationException();
    }

    /** How many targets there are. */
    public int count() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the targets' entries; the signed bytes are this and at most a few hundred more, without delegations. */
    public int size() {
        throw new UnsupportedOperationException();
    }

    /** Every target in the order of the bytes, each with its canonical {@link TargetFile}. */
    public Stream<TargetEntry> entries() {
        throw new UnsupportedOperationException();
    }

    public @Nullable Delegations delegations() {
        throw new UnsupportedOperationException();
    }

    public TargetsDocument withDelegations(@Nullable Delegations delegations) {
        throw new UnsupportedOperationException();
    }

    /** The canonical bytes to sign. */
    public Bytes signedBytes(int version, Instant expires) {
        throw new UnsupportedOperationException();
    }
}
