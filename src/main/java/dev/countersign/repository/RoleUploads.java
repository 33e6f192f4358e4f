package dev.countersign.repository;

import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.document.TargetsDocument;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Versions of roles that their holders have signed elsewhere. They are published as they are, without a signing
 * session, so everything that a client will check is checked here, and that nothing which waits for the holders is lost.
 */
final class RoleUploads {
    private RoleUploads() {}

    static Decision publish(Repository repository, Change.PublishRole change, PublishedRoles published, Instant now) {
        if (!(repository instanceof Repository.Established established)) {
            return Rules.refuse(new Reason.NotEstablished());
        }
        var name = change.role();
        var layout = Layout.of(established);
        var role = layout.nextRole(name);
        if (role == null && !layout.isOnline(name) && !name.isTopLevel()) {
            return Rules.refuse(new Reason.NoSuchRole());
        }
        if (role == null || Layout.isOnline(role, established.onlineKey().id())) {
            return refuse("this service signs " + name + " itself (expected: a role that its holders sign)");
        }
        Metadata<Targets> metadata;
        try {
            metadata = read(name, change);
        } catch (InvalidInput e) {
            return Rules.refuse(e);
        }
        return problems(metadata, role, layout, published, now)
                .findFirst()
                .or(() -> lost(established, name, metadata.signed(), published))
                .map(RoleUploads::refuse)
                .orElseGet(() -> accept(established, change, metadata.signed()));
    }

    private static Decision refuse(String sentence) {
        return Rules.refuse(new Reason.Rule(sentence));
    }

    private static Decision accept(Repository.Established established, Change.PublishRole change, Targets content) {
        var name = change.role();
        var next = DelegationChanges.accept(established, name).withPending(name, null);
        var work = established.isProposed(name) ? Decision.Work.TARGETS : Decision.Work.SNAPSHOT;
        return new Decision.PublishNext(
                next,
                work.withComplete(List.of(new Decision.Complete(name, content, change.file()))),
                new TaskOutcome.RolePublished(name));
    }

    /** Refuses what this service could not edit later, when artifacts of the role are handed in. */
    private static Metadata<Targets> read(RoleName name, Change.PublishRole change) {
        Limits.check(name, change.file());
        var metadata = Metadata.parseTargets(change.file());
        metadata.signed().targets().keySet().forEach(path -> TargetPath.published(path.value()));
        var _ = TargetsDocument.parse(change.file());
        return metadata;
    }

    private static Stream<String> problems(
            Metadata<Targets> metadata, DelegatedRole role, Layout layout, PublishedRoles published, Instant now) {
        var targets = metadata.signed();
        return Stream.of(
                        version(role.name(), targets, published.version(role.name())),
                        expiry(role.name(), targets, now),
                        delegations(role.name(), targets),
                        paths(role, targets),
                        signatures(metadata, role, layout))
                .flatMap(Optional::stream);
    }

    private static Optional<String> version(RoleName name, Targets targets, int published) {
        return targets.version() == published + 1
                ? Optional.empty()
                : Optional.of(name + " version " + targets.version() + " (expected: " + (published + 1) + ", as "
                        + (published == 0 ? "none" : "version " + published) + " is published)");
    }

    private static Optional<String> expiry(RoleName name, Targets targets, Instant now) {
        return targets.isExpired(now)
                ? Optional.of(name + " expires: " + targets.expires() + " (expected: after " + now + ")")
                : Optional.empty();
    }

    /** Roles below a delegated one are in no snapshot of this service. */
    private static Optional<String> delegations(RoleName name, Targets targets) {
        return targets.delegations() == null || targets.delegations().isEmpty()
                ? Optional.empty()
                : Optional.of(name + " has delegations (expected: none; this service publishes roles that targets.json"
                        + " delegates to, and none below them)");
    }

    private static Optional<String> paths(DelegatedRole role, Targets targets) {
        return targets.targets().keySet().stream()
                .filter(path -> !role.matches(path))
                .findFirst()
                .map(path -> path + " is not a path of " + role.name()
                        + " (expected: only targets that its delegation matches; clients find no others)");
    }

    private static Optional<String> signatures(Metadata<Targets> metadata, DelegatedRole role, Layout layout) {
        var verification = metadata.verify(role.role(), layout.nextKeys(role.name()));
        return verification.verified()
                ? Optional.empty()
                : Optional.of(
                        role.name() + " was signed by " + verification.signed().size() + " of its keys (expected: "
                                + verification.threshold() + " of " + ids(role) + ")");
    }

    private static String ids(DelegatedRole role) {
        return String.join(", ", role.keyids().stream().map(id -> id.value()).toList());
    }

    /** What was asked of the role and waits for its holders must be in the version that they have signed. */
    private static Optional<String> lost(
            Repository.Established established, RoleName name, Targets signed, PublishedRoles published) {
        var waiting = established.pending().get(name);
        if (waiting == null) {
            return Optional.empty();
        }
        Map<TargetPath, TargetFile> before = published
                .content(name)
                .<Map<TargetPath, TargetFile>>map(metadata -> metadata.signed().targets())
                .orElse(Map.of());
        return missed(before, waiting.signed().targets(), signed.targets()).stream()
                .findFirst()
                .map(path -> "version " + waiting.signed().version() + " of " + name + " waits for signatures with a"
                        + " change of " + path + ", which this file does not have (expected: all that waits; or delete"
                        + " the signing process first)");
    }

    private static List<TargetPath> missed(
            Map<TargetPath, TargetFile> before,
            Map<TargetPath, TargetFile> waiting,
            Map<TargetPath, TargetFile> signed) {
        var paths = new LinkedHashSet<>(waiting.keySet());
        paths.addAll(before.keySet());
        return paths.stream()
                .filter(path -> differs(before, waiting, path) && differs(waiting, signed, path))
                .toList();
    }

    private static boolean differs(
            Map<TargetPath, TargetFile> one, Map<TargetPath, TargetFile> other, TargetPath path) {
        return !Objects.equals(one.get(path), other.get(path));
    }
}
