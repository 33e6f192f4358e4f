package dev.countersign.repository;

import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HeldTargets;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.document.TargetsDocument;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        var signers = layout.nextSigners(name);
        if (signers == null) {
            return layout.customRole(name) != null || layout.isOnline(name) || name.isTopLevel()
                    ? refuse("this service signs " + name + " itself (expected: a role that its holders sign)")
                    : Rules.refuse(new Reason.NoSuchRole());
        }
        Metadata<Targets> metadata;
        try {
            metadata = read(name, change);
        } catch (InvalidInput e) {
            return Rules.refuse(e);
        }
        var content = metadata.signed();
        return Stream.of(
                        version(name, content, published.version(name)),
                        expiry(name, content, now),
                        delegations(established, name, content, published),
                        paths(layout.nextRole(name), content),
                        signatures(name, metadata, signers, layout.nextKeys(name)),
                        lost(established, name, content, published))
                .flatMap(Optional::stream)
                .findFirst()
                .map(RoleUploads::refuse)
                .orElseGet(() -> accept(established, change, content));
    }

    private static Decision refuse(String sentence) {
        return Rules.refuse(new Reason.Rule(sentence));
    }

    private static Decision accept(Repository.Established established, Change.PublishRole change, Targets content) {
        var name = change.role();
        return SignatureCollection.publish(
                name.equals(RoleName.TARGETS) ? delegating(established, content) : established,
                new Decision.Complete(name, content, change.file()));
    }

    /** As the holders of targets.json delegate from now on. */
    private static Repository.Established delegating(Repository.Established established, Targets content) {
        var names = content.delegated();
        var next = established
                .withDelegations(Layout.delegations(content))
                .withSettings(established.settings().withRoles(names));
        for (var waiting : established.pending().keySet()) {
            next = names.contains(waiting) ? next : next.withPending(waiting, null);
        }
        return next;
    }

    /** Refuses what this service could not edit later, when artifacts of the role are handed in. */
    private static Metadata<Targets> read(RoleName name, Change.PublishRole change) {
        Limits.check(name, change.file());
        var metadata = Metadata.parseTargets(change.file());
        metadata.signed().targets().keySet().forEach(path -> TargetPath.published(path.value()));
        var _ = TargetsDocument.parse(change.file());
        return metadata;
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

    private static Optional<String> delegations(
            Repository.Established established, RoleName name, Targets content, PublishedRoles published) {
        var delegations = content.delegations();
        if (delegations == null) {
            return Optional.empty();
        }
        if (name.equals(RoleName.TARGETS)) {
            return HeldTargets.problems(established.root().signed(), content).stream()
                    .findFirst()
                    .or(() -> noLongerVerified(delegations, published));
        }
        // Roles below a delegated one are in no snapshot of this service.
        return delegations.isEmpty()
                ? Optional.empty()
                : Optional.of(name + " has delegations (expected: none; this service publishes roles that targets.json"
                        + " delegates to, and none below them)");
    }

    /** What is published must be what clients can verify at every moment. */
    private static Optional<String> noLongerVerified(Delegations delegations, PublishedRoles published) {
        return Layout.roles(delegations).stream()
                .filter(role -> published
                        .content(role.name())
                        .filter(metadata -> !metadata.verify(role.role(), delegations.keys())
                                .verified())
                        .isPresent())
                .findFirst()
                .map(role -> role.name() + " version " + published.version(role.name())
                        + " lacks signatures of the keys that this file delegates to (expected: that a version which"
                        + " they have signed, too, is published first)");
    }

    private static Optional<String> paths(@Nullable DelegatedRole role, Targets targets) {
        return targets.targets().keySet().stream()
                .filter(path -> role != null && !role.matches(path))
                .findFirst()
                .map(path -> path + " is not a path of this role (expected: only targets that its delegation matches;"
                        + " clients find no others)");
    }

    private static Optional<String> signatures(
            RoleName name, Metadata<Targets> metadata, Role signers, Map<KeyId, Key> keys) {
        var verification = metadata.verify(signers, keys);
        return verification.verified()
                ? Optional.empty()
                : Optional.of(name + " was signed by " + verification.signed().size() + " of its keys (expected: "
                        + verification.threshold() + " of " + ids(signers) + ")");
    }

    private static String ids(Role role) {
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
