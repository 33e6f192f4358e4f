package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetEntry;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetsDocument;
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
     * @param overflow why there is no file, or null
     */
    record Signed(
            Draft draft,
            @Nullable Bytes file,
            Set<TargetPath> absent,
            @Nullable Overflow overflow) {}

    /** Metadata whose canonical bytes are known. */
    record Whole(RoleName role, int version, Instant expires, Bytes canonical) implements Draft {
        @Override
        public Signed sign(Signer signer) {
            var file = file(canonical, signer);
            var overflow = Overflow.of(role, file);
            return new Signed(this, overflow == null ? file : null, Set.of(), overflow);
        }
    }

    /**
     * A targets role that is the old file with some entries changed.
     *
     * @param base the file as published, or null for a role that starts empty
     * @param edits at most one per path, those first that have the older claim to room
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
            var merge = before.merge(TargetEntry.sorted(edits));
            var absent = new HashSet<>(merge.notFound());
            for (var path : questions) {
                if (before.find(path) == null) {
                    absent.add(path);
                }
            }
            if (!always && !merge.changed()) {
                return new Signed(this, null, absent, null);
            }
            var file = file(merge.document().signedBytes(version, expires), signer);
            var overflow = Overflow.of(role, file, before, edits);
            return new Signed(this, overflow == null ? file : null, absent, overflow);
        }
    }

    private static Bytes file(Bytes canonical, Signer signer) {
        return MetadataFile.assemble(List.of(signer.sign(canonical)), canonical);
    }
}
