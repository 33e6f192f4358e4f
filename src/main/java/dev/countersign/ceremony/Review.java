package dev.countersign.ceremony;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a holder must see before signing, verified against what the holder trusts and not against what a server says.
 *
 * @param metadata what will be signed, with the signatures so far
 * @param quorums whose thresholds must be met; a next root has two
 * @param differences from the version before
 * @param warnings what the holder has to judge
 */
public record Review(
        RoleName role,
        Metadata<?> metadata,
        Fingerprint fingerprint,
        List<Quorum> quorums,
        List<Difference> differences,
        List<String> warnings) {
    public Review {
        quorums = List.copyOf(quorums);
        differences = List.copyOf(differences);
        warnings = List.copyOf(warnings);
    }

    /**
     * A first root, which nothing can vouch for but the holders themselves.
     *
     * @throws TufException.UntrustedRoot when its rules are broken or it has expired
     */
    public static Review ofFirstRoot(Metadata<Root> root, Instant now) {
        var signed = root.signed();
        requireVersion(RootSuccession.FIRST_VERSION, root);
        requireSound(root, TargetsSigner.SERVICE, now);
        var warnings = new ArrayList<>(invalidSignatures(root, List.of(signed)));
        warnings.add("this is a first root: nothing vouches for it; compare the digest with the other holders");
        return of(
                RoleName.ROOT,
                root,
                List.of(Quorum.count("root 1", root, signed.root(), signed.keys())),
                RootDifferences.between(null, signed),
                warnings);
    }

    /**
     * A root that is to follow the newest of a verified chain.
     *
     * @param claimed the root that the server says it follows, or null
     * @throws TufException.UntrustedRoot when it may not follow, has expired, or the server has another root
     */
    public static Review ofNextRoot(
            Metadata<Root> next, RootChain trusted, @Nullable Metadata<Root> claimed, Instant now) {
        var current = trusted.newest();
        if (claimed != null && !claimed.signedBytes().equals(current.signedBytes())) {
            throw new TufException.UntrustedRoot("the server's trusted root "
                    + claimed.signed().version() + " is not root " + trusted.version()
                    + ", the newest that the root you trust leads to");
        }
        requireVersion(RootSuccession.versionAfter(trusted.newest().signed()), next);
        requireSound(next, TargetsSigner.of(current.signed()), now);
        var old = current.signed();
        var signed = next.signed();
        return of(
                RoleName.ROOT,
                next,
                List.of(
                        Quorum.count("root " + old.version(), next, old.root(), old.keys()),
                        Quorum.count("root " + signed.version(), next, signed.root(), signed.keys())),
                RootDifferences.between(old, signed),
                invalidSignatures(next, List.of(old, signed)));
    }

    /**
     * The next version of a delegated role.
     *
     * @param targets the role that delegates to it, as the server gives it
     * @param proposals how it will delegate to roles whose next version is signed so; nothing vouches for them yet
     * @param current the version that is published now; null for a role never published
     * @throws TufException.UntrustedMetadata when the delegation is not signed by the trusted root's targets role, or the new
     *     version does not follow the current one
     */
    public static Review ofTargets(
            RoleName role,
            Metadata<Targets> next,
            RootChain trusted,
            Metadata<Targets> targets,
            @Nullable Delegations proposals,
            @Nullable Metadata<Targets> current,
            Instant now) {
        var root = trusted.newest().signed();
        if (!targets.verify(root.targets(), root.keys()).verified()) {
            throw new TufException.UntrustedMetadata("the targets role that delegates to " + role
                    + " is not signed as root " + root.version() + " says");
        }
        var published = delegations(targets);
        var before = delegation(role, published, targets);
        var delegations = proposals != null && proposals.roleOf(role).isPresent() ? proposals : published;
        var delegation = delegation(role, delegations, targets);
        requireFollows(role, next, current);
        var vouched = current != null
                        && current.verify(before.role(), published.keys()).verified()
                ? current
                : null;
        requireFresh(role.value(), next.signed().expires(), now);
        return of(
                role,
                next,
                List.of(Quorum.count(
                        role + " " + next.signed().version(), next, delegation.role(), delegations.keys())),
                differences(before, published, delegation, delegations, vouched, next),
                warnings(delegation, next, targets, vouched, now));
    }

    private static List<Difference> differences(
            DelegatedRole before,
            Delegations published,
            DelegatedRole after,
            Delegations next,
            @Nullable Metadata<Targets> current,
            Metadata<Targets> waiting) {
        var differences = new ArrayList<Difference>();
        if (!before.equals(after)) {
            differences.add(Difference.changed(
                    "delegation, with this version", described(before, published), described(after, next)));
        }
        if (current == null
                && waiting.signed().version() == 1
                && waiting.signed().targets().isEmpty()) {
            differences.add(Difference.added("a first version", "without artifacts"));
        }
        differences.addAll(TargetsDifferences.between(current == null ? null : current.signed(), waiting.signed()));
        return differences;
    }

    private static String described(DelegatedRole role, Delegations delegations) {
        var keys = role.keyids().stream()
                .map(id -> Objects.requireNonNull(delegations.keys().get(id)))
                .toList();
        return role.threshold() + " of " + Shown.keys(keys) + " for "
                + Shown.text(String.join(" ", RoleDraft.paths(role))) + (role.terminating() ? "" : ", not terminating");
    }

    private static void requireFollows(RoleName role, Metadata<Targets> next, @Nullable Metadata<Targets> current) {
        if (current != null && next.signed().version() != current.signed().version() + 1) {
            throw new TufException.UntrustedMetadata(role + " " + next.signed().version() + " does not follow version "
                    + current.signed().version() + ", which is published");
        }
    }

    private static List<String> warnings(
            DelegatedRole delegation,
            Metadata<Targets> next,
            Metadata<Targets> targets,
            @Nullable Metadata<Targets> current,
            Instant now) {
        var warnings = new ArrayList<String>();
        TargetsDifferences.strangers(delegation, next.signed())
                .forEach(path -> warnings.add("artifact " + Shown.text(path)
                        + " is not for this role: clients will not find it, by the paths of the delegation"));
        if (current == null && next.signed().version() > 1) {
            warnings.add("the version before was not at hand, or not signed as the role is delegated now:"
                    + " everything is shown as added, nothing as removed");
        }
        if (targets.signed().isExpired(now)) {
            warnings.add("the targets role that delegates here expired at "
                    + Shown.time(targets.signed().expires()));
        }
        return warnings;
    }

    private static Review of(
            RoleName role,
            Metadata<?> metadata,
            List<Quorum> quorums,
            List<Difference> differences,
            List<String> warnings) {
        return new Review(role, metadata, Fingerprint.compute(metadata), quorums, differences, warnings);
    }

    private static DelegatedRole delegation(RoleName role, Delegations delegations, Metadata<Targets> targets) {
        if (delegations.delegates() instanceof Delegates.Roles roles) {
            for (var delegated : roles.roles()) {
                if (delegated.name().equals(role)) {
                    return delegated;
                }
            }
        }
        throw new TufException.UntrustedMetadata(
                "targets " + targets.signed().version() + " does not delegate to " + role);
    }

    private static Delegations delegations(Metadata<Targets> targets) {
        var delegations = targets.signed().delegations();
        if (delegations == null) {
            throw new TufException.UntrustedMetadata(
                    "targets " + targets.signed().version() + " does not delegate to any role");
        }
        return delegations;
    }

    private static void requireVersion(int expected, Metadata<Root> root) {
        if (root.signed().version() != expected) {
            throw new TufException.UntrustedRoot(
                    "root " + root.signed().version() + " waits for signatures (expected: root " + expected + ")");
        }
    }

    private static void requireSound(Metadata<Root> root, TargetsSigner signer, Instant now) {
        var problems = RootSuccession.problems(root.signed(), signer);
        if (!problems.isEmpty()) {
            throw new TufException.UntrustedRoot(
                    "root " + root.signed().version() + ": " + String.join("; ", problems));
        }
        requireFresh("root", root.signed().expires(), now);
    }

    private static void requireFresh(String role, Instant expires, Instant now) {
        if (Validity.isExpired(expires, now)) {
            throw new TufException.UntrustedMetadata(role + " expired at " + Shown.time(expires) + " while it waited: "
                    + (role.equals("root")
                            ? "end its signing with 'countersign sign delete root' and start again"
                            : "have it made anew with 'countersign delegation change " + role + " --expiration DAYS'"));
        }
    }

    private static List<String> invalidSignatures(Metadata<Root> next, List<Root> signers) {
        var warnings = new ArrayList<String>();
        for (var signature : next.signatures()) {
            var alone = Metadata.of(next.signed(), List.of(signature));
            var valid = signers.stream()
                    .anyMatch(root ->
                            !alone.verify(root.root(), root.keys()).signed().isEmpty());
            if (!valid) {
                warnings.add("the signature by " + Shown.text(signature.keyid().value()) + " is not valid");
            }
        }
        return warnings;
    }

    /** Whether every threshold is met. */
    public boolean complete() {
        return quorums.stream().allMatch(quorum -> quorum.needed() == 0);
    }

    /** Every key whose signature would count, each once. */
    public List<Key> missing() {
        var missing = new LinkedHashMap<String, Key>();
        quorums.stream()
                .filter(quorum -> quorum.needed() > 0)
                .forEach(quorum ->
                        quorum.missing().forEach(key -> missing.put(key.id().value(), key)));
        return List.copyOf(missing.values());
    }

    /** Every key that may sign at all, whether it has or not. */
    public List<Key> signers() {
        var signers = new LinkedHashMap<String, Key>();
        for (var quorum : quorums) {
            quorum.signed().forEach(key -> signers.put(key.id().value(), key));
            quorum.missing().forEach(key -> signers.put(key.id().value(), key));
        }
        return List.copyOf(signers.values());
    }
}
