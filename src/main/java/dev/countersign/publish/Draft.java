package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetsDocument;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One file to make, with all that a signing worker needs. Immutable. */
public sealed interface Draft {

    RoleName role();

    int version();

    Instant expires();

    /** Makes the file. CPU-bound or blocking; safe on any thread; may be repeated. */
    SignedDraft sign(Signer signer);

    /**
     * What became of a draft.
     *
     * @param file the signed file; null when nothing changed or the file would be too large
     * @param absent the paths removed or asked for that were no targets before
     * @param overflow why there is no file, or null
     */
    record SignedDraft(
            Draft draft,
            @Nullable Bytes file,
            Set<TargetPath> absent,
            @Nullable Overflow overflow) {}

    /** Metadata whose canonical bytes are known. */
    record Whole(RoleName role, int version, Instant expires, Bytes canonical) implements Draft {
        @Override
        public SignedDraft sign(Signer signer) {
            var file = file(canonical, signer);
            var overflow = Overflow.find(role, file);
            return new SignedDraft(this, overflow == null ? file : null, Set.of(), overflow);
        }
    }

    /**
     * The next version of a targets role that the service signs alone.
     *
     * @param base the file as published, or null for a role that starts empty
     */
    record Edited(
            RoleName role,
            int version,
            Instant expires,
            @Nullable Bytes base,
            RoleChange change) implements Draft {

        @Override
        public SignedDraft sign(Signer signer) {
            var before = base == null ? TargetsDocument.EMPTY : TargetsDocument.parse(base);
            var after = change.applyTo(before);
            if (!after.newVersion()) {
                return new SignedDraft(this, null, after.absent(), null);
            }
            var file = file(after.content().signedBytes(version, expires), signer);
            var overflow = Overflow.find(role, file, before, change.entries());
            return new SignedDraft(this, overflow == null ? file : null, after.absent(), overflow);
        }

        /** Whether it has no targets: its bytes follow from version and expiry alone. */
        boolean startsEmpty() {
            return base == null && !(change instanceof RoleChange.Edit);
        }

        boolean hasSameBytesAs(Edited empty) {
            return startsEmpty() && version == empty.version && expires.equals(empty.expires);
        }
    }

    private static Bytes file(Bytes canonical, Signer signer) {
        var file = MetadataFile.assemble(List.of(signer.sign(canonical)), canonical);
        // The public log asks for it later, on the publisher's thread.
        var _ = file.sha256();
        return file;
    }
}
