package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Verification;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client trusts, step by step from one Root to a target: the client's workflow without its downloads
 * (specification, 5). The steps may be repeated as new files are published, and then also refuse what goes back. Not
 * safe for several threads.
 */
public final class TrustedMetadata {
    private Metadata<Root> root;
    private @Nullable Metadata<Timestamp> timestamp;
    private @Nullable Metadata<Snapshot> snapshot;
    /** By role, as of the Snapshot under which each was taken. */
    private final Map<RoleName, Metadata<Targets>> targets = new HashMap<>();

    private TrustedMetadata(Metadata<Root> root) {
        this.root = root;
    }

    /**
     * Starts from a Root that the client already trusts (5.2); it may have expired.
     *
     * @throws InvalidInput when it is no Root or not signed by its own keys
     */
    public static TrustedMetadata startingFrom(Bytes rootFile) {
        var root = Metadata.parseRoot(rootFile);
        requireSigned("root", root, root.signed().root(), root.signed().keys());
        return new TrustedMetadata(root);
    }

    /**
     * Takes the next Root (5.3).
     *
     * @throws InvalidInput when it may not follow the trusted one
     */
    public Metadata<Root> root(Bytes file) {
        var next = Metadata.parseRoot(file);
        RootSuccession.versionProblem(RootSuccession.versionAfter(root.signed()), next.signed())
                .ifPresent(problem -> {
                    throw untrusted(problem);
                });
        var verifications = RootSuccession.verifications(root.signed(), next);
        requireVerified("root", verifications.byOld());
        requireVerified("root", verifications.byNew());
        forgetWhatOldKeysSigned(root.signed(), next.signed());
        root = next;
        return next;
    }

    /** 5.3.11: after a rotation of their keys, an attacker's far too high versions must not count as seen. */
    private void forgetWhatOldKeysSigned(Root old, Root next) {
        if (!sameSigners(old, next, RoleName.TIMESTAMP)) {
            timestamp = null;
        }
        if (!sameSigners(old, next, RoleName.SNAPSHOT)) {
            timestamp = null;
            snapshot = null;
            targets.clear();
        }
    }

    private static boolean sameSigners(Root old, Root next, RoleName role) {
        return old.role(role).keyids().equals(next.role(role).keyids());
    }

    /**
     * Takes a Timestamp (5.4), after the last Root. One of the version already trusted is ignored in its favour.
     *
     * @throws InvalidInput when it must not be trusted
     */
    public Metadata<Timestamp> timestamp(Bytes file, Instant now) {
        requireFresh("root", root.signed(), now);
        var next = Metadata.parseTimestamp(file);
        requireSigned(
                "timestamp", next, root.signed().timestamp(), root.signed().keys());
        var old = timestamp;
        if (old != null) {
            requireNotLower("timestamp", next.signed().version(), old.signed().version());
            if (next.signed().version() == old.signed().version()) {
                requireFresh("timestamp", old.signed(), now);
                return old;
            }
            requireNotLower(
                    "snapshot in timestamp",
                    next.signed().snapshot().version(),
                    old.signed().snapshot().version());
        }
        requireFresh("timestamp", next.signed(), now);
        timestamp = next;
        return next;
    }

    /**
     * Takes the Snapshot of the trusted Timestamp (5.5).
     *
     * @throws InvalidInput when it must not be trusted
     * @throws IllegalStateException before any Timestamp
     */
    public Metadata<Snapshot> snapshot(Bytes file, Instant now) {
        var expected = loaded(timestamp, "timestamp").signed().snapshot();
        requireContent("snapshot", file, expected);
        var next = Metadata.parseSnapshot(file);
        requireSigned("snapshot", next, root.signed().snapshot(), root.signed().keys());
        requireVersion("snapshot", next.signed(), expected);
        if (snapshot != null) {
            requireNothingLost(snapshot.signed(), next.signed());
        }
        requireFresh("snapshot", next.signed(), now);
        snapshot = next;
        targets.keySet().removeIf(role -> !isCurrent(role, next.signed()));
        return next;
    }

    private boolean isCurrent(RoleName role, Snapshot next) {
        var listed = next.fromJson(role);
        var loaded = targets.get(role);
        return listed != null
                && loaded != null
                && listed.version() == loaded.signed().version();
    }

    /** 5.5.5: no targets role may disappear or go back. */
    private static void requireNothingLost(Snapshot old, Snapshot next) {
        old.meta().forEach((name, file) -> {
            var now = next.meta().get(name);
            if (now == null) {
                throw untrusted("New snapshot is missing info for '" + name + "'");
            }
            requireNotLower(name + " in snapshot", now.version(), file.version());
        });
    }

    /**
     * Takes a targets role of the trusted Snapshot (5.6).
     *
     * @param parent the role that delegates to it and was taken before; Root for the top-level targets role
     * @throws InvalidInput when it must not be trusted
     * @throws IllegalStateException before the Snapshot or the parent
     */
    public Metadata<Targets> targets(RoleName role, Bytes file, RoleName parent, Instant now) {
        var current = loaded(snapshot, "snapshot").signed();
        requireVersion(
                "snapshot", current, loaded(timestamp, "timestamp").signed().snapshot());
        requireFresh("snapshot", current, now);
        var expected = current.fromJson(role);
        if (expected == null) {
            throw untrusted("Snapshot does not contain information for '" + role + "'");
        }
        requireContent(role.value(), file, expected);
        var next = Metadata.parseTargets(file);
        requireSignedBy(parent, role, next);
        requireVersion(role.value(), next.signed(), expected);
        requireFresh(role.value(), next.signed(), now);
        targets.put(role, next);
        return next;
    }

    private void requireSignedBy(RoleName parent, RoleName role, Metadata<Targets> next) {
        if (role.equals(RoleName.TARGETS)) {
            requireSigned(
                    "targets", next, root.signed().targets(), root.signed().keys());
            return;
        }
        var delegations = loaded(targets.get(parent), parent.value()).signed().delegations();
        var signers = delegations == null ? null : delegations.roleOf(role).orElse(null);
        if (delegations == null || signers == null) {
            throw untrusted("No delegation found for " + role + " in " + parent);
        }
        requireSigned(role.value(), next, signers, delegations.keys());
    }

    public Metadata<Root> root() {
        return root;
    }

    public @Nullable Metadata<Timestamp> timestamp() {
        return timestamp;
    }

    public @Nullable Metadata<Snapshot> snapshot() {
        return snapshot;
    }

    /** A targets role taken under the trusted Snapshot, or null. */
    public @Nullable Metadata<Targets> targets(RoleName role) {
        return targets.get(role);
    }

    /**
     * Checks a target file's bytes against what was found for it (5.7).
     *
     * @throws TufException.UntrustedMetadata when they are other bytes
     */
    public static void checkTarget(TargetPath path, TargetFile found, Bytes content) {
        requireLength(path.value(), content, found.length());
        Digests.mismatch(found.hashes(), content).ifPresent(algorithm -> {
            throw untrusted(path + " does not match its " + algorithm.wireName() + " hash");
        });
    }

    private static void requireContent(String what, Bytes file, MetaFile expected) {
        if (expected.length() != null) {
            requireLength(what, file, expected.length());
        }
        Digests.mismatch(expected.hashes(), file).ifPresent(algorithm -> {
            throw untrusted(what + " does not match its " + algorithm.wireName() + " hash");
        });
    }

    private static void requireLength(String what, Bytes content, long expected) {
        if (content.length() != expected) {
            throw untrusted(
                    what + ": observed length " + content.length() + " does not match expected length " + expected);
        }
    }

    private static void requireSigned(String what, Metadata<?> metadata, Role role, Map<KeyId, Key> keys) {
        requireVerified(what, metadata.verify(role, keys));
    }

    private static void requireVerified(String what, Verification verification) {
        if (!verification.verified()) {
            throw untrusted(
                    what + " was signed by " + verification.signed().size() + "/" + verification.threshold() + " keys");
        }
    }

    private static void requireVersion(String what, Signed signed, MetaFile expected) {
        if (signed.version() != expected.version()) {
            throw untrusted("Expected " + what + " version " + expected.version() + ", got " + signed.version());
        }
    }

    private static void requireNotLower(String what, int next, int old) {
        if (next < old) {
            throw untrusted("New " + what + " version " + next + " must be >= " + old);
        }
    }

    private static void requireFresh(String what, Signed signed, Instant now) {
        if (signed.isExpired(now)) {
            throw untrusted(what + " expired at " + WireTime.format(signed.expires()));
        }
    }

    private static <T> T loaded(@Nullable T metadata, String what) {
        if (metadata == null) {
            throw new IllegalStateException(what + " is not loaded yet (expected: the steps in their order)");
        }
        return metadata;
    }

    private static TufException.UntrustedMetadata untrusted(String message) {
        return new TufException.UntrustedMetadata(message);
    }
}
