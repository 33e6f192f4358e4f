package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Timestamp;
import dev.countersign.tuf.document.SnapshotDocument;
import dev.countersign.tuf.document.TargetsDocument;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes new versions of the top-level roles where they are asked for or something below them has changed. */
final class TopLevelRoles {

    /** The snapshot after this publication; null when there has never been a role. */
    record NextSnapshot(MadeFiles made, @Nullable PublishedSnapshot snapshot) {}

    /** The bytes of timestamp.json after this publication. */
    record NextTimestamp(MadeFiles made, Bytes timestamp) {}

    private final Set<RoleName> asked;
    private final NextVersions versions;
    private final DraftSigner signer;
    private final SliceWriter writer;

    TopLevelRoles(Set<RoleName> asked, NextVersions versions, DraftSigner signer, SliceWriter writer) {
        this.asked = asked;
        this.versions = versions;
        this.signer = signer;
        this.writer = writer;
    }

    MadeFiles targets(Delegations delegations) {
        if (!asked.contains(RoleName.TARGETS)) {
            return MadeFiles.NONE;
        }
        var content = TargetsDocument.EMPTY.withDelegations(delegations);
        return write(sign(
                RoleName.TARGETS,
                content.signedBytes(versions.next(RoleName.TARGETS), versions.expiry(RoleName.TARGETS))));
    }

    /** Lists every version made so far. Without a new version below it, the published snapshot stands. */
    NextSnapshot snapshot(MadeFiles below) {
        var before = versions.before().snapshot();
        var changed = below.snapshotVersions();
        if (changed.isEmpty() && !asked.contains(RoleName.SNAPSHOT)) {
            return new NextSnapshot(MadeFiles.NONE, before);
        }
        var document = before == null
                ? SnapshotDocument.of(changed)
                : before.document().with(changed);
        var version = versions.next(RoleName.SNAPSHOT);
        var file = sign(RoleName.SNAPSHOT, document.signedBytes(version, versions.expiry(RoleName.SNAPSHOT)));
        var next = new PublishedSnapshot(document, MetaFile.describe(version, file.bytes()));
        return new NextSnapshot(write(file), next);
    }

    /** The only file whose name never changes; clients find everything else through it. */
    NextTimestamp timestamp(NextSnapshot next) {
        var snapshot = next.snapshot();
        var stands = next.made().count() == 0 && !asked.contains(RoleName.TIMESTAMP);
        if (snapshot == null || stands) {
            return new NextTimestamp(MadeFiles.NONE, versions.before().timestamp());
        }
        var timestamp =
                new Timestamp(versions.next(RoleName.TIMESTAMP), versions.expiry(RoleName.TIMESTAMP), snapshot.file());
        var file = sign(RoleName.TIMESTAMP, Metadata.of(timestamp, List.of()).signedBytes());
        return new NextTimestamp(write(file), file.bytes());
    }

    /** Signed by its holders. With a new online key it is in one transaction with everything which that key signs. */
    MadeFiles root(@Nullable Metadata<Root> root) {
        if (root == null) {
            return MadeFiles.NONE;
        }
        var file = root.toBytes();
        Limits.check(RoleName.ROOT, file);
        return write(new StoredFile(
                RoleName.ROOT, root.signed().version(), root.signed().expires(), file));
    }

    private StoredFile sign(RoleName role, Bytes canonical) {
        var draft = new Draft.Whole(role, versions.next(role), versions.expiry(role), canonical);
        return new StoredFile(role, draft.version(), draft.expires(), signer.sign(draft));
    }

    private MadeFiles write(StoredFile file) {
        return new MadeFiles(List.of(writer.add(file)));
    }
}
