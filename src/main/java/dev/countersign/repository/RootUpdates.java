package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HeldTargets;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.SuccinctRoles;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** How one root follows another (specification, 6.1), and what follows for everything the online key signs. */
final class RootUpdates {
    private RootUpdates() {}

    static Decision update(Repository repository, Change.UpdateRoot change, PublishedRoles published, Instant now) {
        if (!(repository instanceof Repository.Established established)) {
            return Rules.refuse(new Reason.NotEstablished());
        }
        var next = change.root();
        RootSuccession.Verifications verifications;
        try {
            verifications = RootSuccession.check(established.root(), next, established.targetsSigner());
            checkExpiry(next.signed(), now);
        } catch (TufException.UntrustedRoot e) {
            return Rules.refuse(e);
        }
        if (verifications.byOld().signed().isEmpty()
                && verifications.byNew().signed().isEmpty()) {
            return Rules.refuse(new Reason.Unsigned());
        }
        var waiting = established.proposedRoot();
        if (waiting != null) {
            // RSTUF lets a second update silently replace the first and its signatures; we make the holders say so.
            return Rules.refuse(new Reason.RootAwaitsSignatures(waiting.signed().version()));
        }
        if (!verifications.verified()) {
            return new Decision.Keep(established.withProposedRoot(next), awaitsSignatures(next));
        }
        return publish(established, next, published);
    }

    static TaskOutcome awaitsSignatures(Metadata<Root> root) {
        return new TaskOutcome.AwaitsSignatures(RoleName.ROOT, root.signed().version());
    }

    static void checkExpiry(Root root, Instant now) {
        if (root.isExpired(now)) {
            throw new TufException.UntrustedRoot("root expires: " + root.expires() + " (expected: after " + now + ")");
        }
    }

    /**
     * A root with all its signatures. When it brings another online key for a role, everything that key signs is signed
     * again in the same publication, so that no client meets the new root with an old timestamp.
     */
    static Decision publish(Repository.Established established, Metadata<Root> next, PublishedRoles published) {
        var unverified = unverified(established, next.signed(), published);
        if (unverified.isPresent()) {
            return Rules.refuse(new Reason.Rule(unverified.get()));
        }
        var before = established.onlineKey();
        var rooted = established.withRoot(next);
        var after = rooted.onlineKey();
        var outcome = new TaskOutcome.RootPublished(next.signed().version());
        if (before.equals(after) || established.targetsSigner() == TargetsSigner.HOLDERS) {
            var work = established.onlineKey(RoleName.SNAPSHOT).equals(rooted.onlineKey(RoleName.SNAPSHOT))
                    ? Decision.Work.TIMESTAMP
                    : Decision.Work.SNAPSHOT;
            return new Decision.PublishNext(rooted, work.withRoot(next), outcome);
        }
        var shared = Layout.of(established).custom().stream()
                .filter(role -> role.keyids().contains(before.id()) && !Layout.isOnline(role, before.id()))
                .toList();
        return new Decision.PublishNext(
                rooted.withDelegations(withOnlineKey(established.delegations(), shared, before, after))
                        .withProposed(proposed(established, shared, before, after)),
                Decision.Work.TARGETS
                        .withRoot(next)
                        .withEveryOnlineRole()
                        .withRenewed(shared.stream().map(DelegatedRole::name).collect(Collectors.toSet())),
                outcome);
    }

    /** What the service cannot sign again must be what clients can verify by the new root. */
    private static Optional<String> unverified(
            Repository.Established established, Root next, PublishedRoles published) {
        if (established.targetsSigner() == TargetsSigner.SERVICE) {
            return Optional.empty();
        }
        return published
                .content(RoleName.TARGETS)
                .flatMap(targets -> HeldTargets.problems(next, targets.signed()).stream()
                        .findFirst()
                        .or(() -> targets.verify(next.targets(), next.keys()).verified()
                                ? Optional.empty()
                                : Optional.of(
                                        "targets version " + targets.signed().version()
                                                + " lacks signatures of the keys that root " + next.version()
                                                + " gives the targets role (expected: that a version which they have"
                                                + " signed, too, is published first)")));
    }

    /**
     * @param shared roles with other keys beside the online key: delegated as before until their holders have signed
     */
    private static Delegations withOnlineKey(
            Delegations delegations, List<DelegatedRole> shared, Key before, Key after) {
        SequencedMap<KeyId, Key> keys = new LinkedHashMap<>();
        delegations.keys().forEach((id, key) -> {
            var kept = id.equals(before.id()) ? after : key;
            keys.put(kept.id(), kept);
        });
        if (!shared.isEmpty()) {
            keys.put(before.id(), before);
        }
        return switch (delegations.delegates()) {
            case SuccinctRoles bins -> new Delegations(keys, bins.withKeys(List.of(after.id()), 1));
            case Delegates.Roles roles ->
                new Delegations(
                        keys,
                        new Delegates.Roles(roles.roles().stream()
                                .map(role -> shared.contains(role) ? role : replaceKey(role, before.id(), after.id()))
                                .toList()));
        };
    }

    private static Delegations proposed(
            Repository.Established established, List<DelegatedRole> shared, Key before, Key after) {
        var roles = new LinkedHashMap<RoleName, DelegatedRole>();
        shared.forEach(role -> roles.put(role.name(), role));
        Layout.roles(established.proposed()).forEach(role -> roles.put(role.name(), role));
        var keys = new LinkedHashMap<>(established.delegations().keys());
        keys.putAll(established.proposed().keys());
        keys.put(after.id(), after);
        var replaced = roles.values().stream()
                .map(role -> replaceKey(role, before.id(), after.id()))
                .toList();
        return Layout.named(replaced, keys);
    }

    private static DelegatedRole replaceKey(DelegatedRole role, KeyId before, KeyId after) {
        var keyids = role.keyids().stream()
                .map(id -> id.equals(before) ? after : id)
                .distinct()
                .toList();
        return role.withKeys(keyids, Math.min(role.threshold(), keyids.size()));
    }
}
