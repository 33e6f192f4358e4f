package dev.countersign.publish;

import dev.countersign.repository.Decision;
import dev.countersign.repository.Layout;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.document.TargetsDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Delegated roles that the service cannot sign alone. It proposes their new versions, which wait for the signatures of
 * their holders, stored with the decisions; it publishes them once they are signed.
 */
final class OfflineRoles {

    /**
     * What was proposed.
     *
     * @param repository with the proposals
     * @param absent paths removed or asked for that were no targets before
     */
    record Proposed(Repository.Established repository, Set<TargetPath> absent) {}

    private final MetadataFiles files;
    private final NextVersions versions;
    private final DraftSigner signer;
    private final SliceWriter writer;
    private final AnswerLimit answers;

    OfflineRoles(
            MetadataFiles files, NextVersions versions, DraftSigner signer, SliceWriter writer, AnswerLimit answers) {
        this.files = files;
        this.versions = versions;
        this.signer = signer;
        this.writer = writer;
        this.answers = answers;
    }

    /**
     * Proposes a version of each role.
     *
     * @throws RolesTooLarge with the first role that clients would refuse for its size
     */
    Proposed propose(List<Map.Entry<RoleName, RoleChange>> roles, Repository.Established repository) {
        var next = repository;
        var absent = new HashSet<TargetPath>();
        for (var role : roles) {
            var before = role.getValue() instanceof RoleChange.Begin ? TargetsDocument.EMPTY : content(role.getKey());
            var after = role.getValue().applyTo(before);
            absent.addAll(after.absent());
            if (after.newVersion()) {
                next = next.withPending(role.getKey(), proposal(role.getKey(), role.getValue(), before, after));
            }
        }
        return new Proposed(cosigned(next), absent);
    }

    /** Writes finished versions exactly as their holders have signed them. */
    MadeFiles publish(List<Decision.Complete> finished) {
        return new MadeFiles(
                finished.stream().map(OfflineRoles::file).map(writer::add).toList());
    }

    private static StoredFile file(Decision.Complete complete) {
        var targets = complete.content();
        return new StoredFile(complete.role(), targets.version(), targets.expires(), complete.file());
    }

    private Metadata<Targets> proposal(
            RoleName role, RoleChange change, TargetsDocument before, RoleChange.Result after) {
        var canonical = after.content().signedBytes(versions.next(role), versions.expiry(role));
        var file = MetadataFile.assemble(List.of(), canonical);
        var overflow = Overflow.find(role, file, before, change.entries());
        if (overflow != null) {
            throw new RolesTooLarge(Map.of(role, overflow));
        }
        return Metadata.parseTargets(file);
    }

    /** What the role contains. A version that waits counts already, because holders will sign the next one instead. */
    private TargetsDocument content(RoleName role) {
        var waiting = versions.before().repository() instanceof Repository.Established established
                ? established.pending().get(role)
                : null;
        if (waiting != null) {
            return TargetsDocument.parse(waiting.toBytes());
        }
        var version = versions.published(role);
        if (version == 0) {
            return TargetsDocument.EMPTY;
        }
        return answers.await(files.find(new RoleVersion(role, version)))
                .map(file -> TargetsDocument.parse(file.bytes()))
                .orElse(TargetsDocument.EMPTY);
    }

    /** Where the online key is one of several keys of a role, the service signs what waits first. */
    private Repository.Established cosigned(Repository.Established repository) {
        var layout = Layout.of(repository);
        var next = repository;
        for (var waiting : repository.pending().entrySet()) {
            var role = layout.nextRole(waiting.getKey());
            if (role != null && layout.signsAlso(role) && !signer.hasSigned(waiting.getKey(), waiting.getValue())) {
                next = next.withPending(waiting.getKey(), cosigned(waiting.getKey(), waiting.getValue()));
            }
        }
        return next;
    }

    private Metadata<Targets> cosigned(RoleName role, Metadata<Targets> metadata) {
        var targets = metadata.signed();
        var draft = new Draft.Whole(role, targets.version(), targets.expires(), metadata.signedBytes());
        var file = Metadata.parseTargets(signer.sign(draft));
        return metadata.withSignature(file.signatures().getFirst());
    }
}
