package dev.countersign.tuf;

import static dev.countersign.tuf.TrustRules.requireContent;
import static dev.countersign.tuf.TrustRules.requireFresh;
import static dev.countersign.tuf.TrustRules.requireNotLower;
import static dev.countersign.tuf.TrustRules.requireSigned;
import static dev.countersign.tuf.TrustRules.requireVerified;
import static dev.countersign.tuf.TrustRules.requireVersion;
import static dev.countersign.tuf.TrustRules.untrusted;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client trusts, step by step from one Root to a Snapshot: the client's workflow without its downloads
 * (specification, 5.2 to 5.5); {@link TopLevelMetadata} has the rest. The steps may be repeated as new files are
 * published, and then also refuse what goes back. Not safe for several threads.
 */
public final class TrustedMetadata {
    private Metadata<Root> root;
    private @Nullable Metadata<Timestamp> timestamp;
    /** Until a Snapshot is taken, that of an earlier run: only to compare with, since another Timestamp may be trusted. */
    private @Nullable Metadata<Snapshot> snapshot;

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
        }
    }

    private static boolean sameSigners(Root old, Root next, RoleName role) {
        return old.role(role).keyids().equals(next.role(role).keyids());
    }

    /**
     * Takes the Timestamp of an earlier run, after the last Root, so that none goes back behind it. It may have expired.
     *
     * @throws InvalidInput when the keys of the Root have not signed it (5.3.11)
     */
    public void recallTimestamp(Bytes file) {
        var earlier = Metadata.parseTimestamp(file);
        requireSigned(
                "timestamp", earlier, root.signed().timestamp(), root.signed().keys());
        timestamp = earlier;
    }

    /**
     * Takes the Snapshot of an earlier run, so that no role in the next one goes back behind it. It may have expired, and
     * be another than the Timestamp names: that is kept as soon as it is trusted (5.4.5), its Snapshot later or never.
     *
     * @throws InvalidInput when the keys of the Root have not signed it (5.3.11)
     */
    public void recallSnapshot(Bytes file) {
        var earlier = Metadata.parseSnapshot(file);
        requireSigned(
                "snapshot", earlier, root.signed().snapshot(), root.signed().keys());
        snapshot = earlier;
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
    public TopLevelMetadata snapshot(Bytes file, Instant now) {
        var trusted = timestamp;
        if (trusted == null) {
            throw new IllegalStateException("no timestamp is loaded yet (expected: the steps in their order)");
        }
        var expected = trusted.signed().snapshot();
        requireContent("snapshot", file, expected);
        var next = Metadata.parseSnapshot(file);
        requireSigned("snapshot", next, root.signed().snapshot(), root.signed().keys());
        requireVersion("snapshot", next.signed(), expected);
        if (snapshot != null) {
            requireNothingLost(snapshot.signed(), next.signed());
        }
        requireFresh("snapshot", next.signed(), now);
        snapshot = next;
        return new TopLevelMetadata(root, trusted, next);
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

    public Metadata<Root> root() {
        return root;
    }

    public @Nullable Metadata<Timestamp> timestamp() {
        return timestamp;
    }
}
