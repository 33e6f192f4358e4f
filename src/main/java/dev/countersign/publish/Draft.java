package dev.countersign.publish;

import dev.countersign.sign.Signer;
import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetEntry;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetsDocument;
import dev.countersign.tuf.TufException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One file to make: everything a signing worker needs, and nothing that changes under it. */
public sealed interface Draft {

    RoleName role();

    int version();

    Instant expires();

    /** Makes the file. CPU-bound or blocking; safe on any thread; may be repeated. */
    Signed sign(Signer signer);

    /**
     * What became of a draft.
     *
     * @param file the signed file; null when nothing changed or the file would be too large
     * @param absent those of the draft's questions and removals that were not targets before
     * @param tooLarge why clients would refuse the file, or null
     */
    record Signed(
            Draft draft,
            @Nullable Bytes file,
            Set<TargetPath> absent,
            @Nullable String tooLarge) {}

    /** Metadata whose canonical bytes are known. */
    record Whole(RoleName role, int version, Instant expires, Bytes canonical) implements Draft {
        @Override
        public Signed sign(Signer signer) {
            return finish(this, canonical, Set.of(), signer);
        }
    }

    /**
     * A targets role that is the old file with some entries changed.
     *
     * @param base the file as published, or null for a role that starts empty
     * @param edits at most one per path, in {@link TargetPath#BYTE_ORDER}
     * @param questions paths of which to tell whether they were targets before
     * @param always sign also when no entry changes
     */
    record Edited(
            RoleName role,
            int version,
            Instant expires,
            @Nullable Bytes base,
            List<TargetEntry> edits,
            List<TargetPath> questions,
            boolean always)
            implements Draft {

        @Override
        public Signed sign(Signer signer) {
            var before = base == null ? TargetsDocument.EMPTY : TargetsDocument.ofFile(base);
            var merge = before.merge(edits);
            var absent = new HashSet<>(merge.notFound());
            for (var path : questions) {
                if (before.find(path) == null) {
                    absent.add(path);
                }
            }
            if (!always && !merge.changed()) {
                return new Signed(this, null, absent, null);
            }
            return finish(this, merge.document().signedBytes(version, expires), absent, signer);
        }
    }

    private static Signed finish(Draft draft, Bytes canonical, Set<TargetPath> absent, Signer signer) {
        var file = MetadataFile.assemble(List.of(signer.sign(canonical)), canonical);
        try {
            Limits.check(draft.role(), file);
        } catch (TufException.TooLarge e) {
            return new Signed(draft, null, absent, e.getMessage());
        }
        return new Signed(draft, file, absent, null);
    }
}
