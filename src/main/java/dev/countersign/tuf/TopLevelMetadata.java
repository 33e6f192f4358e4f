package dev.countersign.tuf;

import static dev.countersign.tuf.TrustRules.requireContent;
import static dev.countersign.tuf.TrustRules.requireFresh;
import static dev.countersign.tuf.TrustRules.requireSigned;
import static dev.countersign.tuf.TrustRules.requireVersion;
import static dev.countersign.tuf.TrustRules.untrusted;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * The Root, Timestamp and Snapshot that a client has verified, immutable: what it needs to verify targets roles
 * (specification, 5.6). A role is never trusted by its name alone, but only as one delegator vouches for it.
 *
 * @param snapshot the one that the Timestamp names
 */
public record TopLevelMetadata(Metadata<Root> root, Metadata<Timestamp> timestamp, Metadata<Snapshot> snapshot) {

    /** When the first of them expires. */
    public Instant expires() {
        return Collections.min(List.of(
                root.signed().expires(),
                timestamp.signed().expires(),
                snapshot.signed().expires()));
    }

    /**
     * Checks that none has expired, and a targets role has not.
     *
     * @throws TufException.UntrustedMetadata naming the one that has
     */
    public void checkFresh(RoleName role, Targets content, Instant now) {
        requireFresh("root", root.signed(), now);
        requireFresh("timestamp", timestamp.signed(), now);
        requireFresh("snapshot", snapshot.signed(), now);
        requireFresh(role.value(), content, now);
    }

    /**
     * What the Snapshot says of a role.
     *
     * @throws TufException.UntrustedMetadata when it does not list the role
     */
    public MetaFile listed(RoleName role) {
        var meta = snapshot.signed().fromJson(role);
        if (meta == null) {
            throw untrusted("Snapshot does not contain information for '" + role + "'");
        }
        return meta;
    }

    /**
     * The top-level targets role in a file.
     *
     * @throws InvalidInput when it must not be trusted
     */
    public Metadata<Targets> targets(Bytes file, Instant now) {
        var next = parse(RoleName.TARGETS, file);
        requireSigned("targets", next, root.signed().targets(), root.signed().keys());
        return current(RoleName.TARGETS, next, now);
    }

    /**
     * The delegated role in a file, as a verified role vouches for it.
     *
     * @param by the name of the delegator
     * @param delegator who delegates to it, verified
     * @throws InvalidInput when it must not be trusted
     */
    public Metadata<Targets> delegated(RoleName role, Bytes file, RoleName by, Targets delegator, Instant now) {
        var next = parse(role, file);
        var delegations = delegator.delegations();
        var signers = delegations == null ? null : delegations.roleOf(role).orElse(null);
        if (delegations == null || signers == null) {
            throw untrusted("No delegation found for " + role + " in " + by);
        }
        requireSigned(role.value(), next, signers, delegations.keys());
        return current(role, next, now);
    }

    private Metadata<Targets> parse(RoleName role, Bytes file) {
        requireContent(role.value(), file, listed(role));
        return Metadata.parseTargets(file);
    }

    private Metadata<Targets> current(RoleName role, Metadata<Targets> next, Instant now) {
        requireVersion(role.value(), next.signed(), listed(role));
        requireFresh(role.value(), next.signed(), now);
        return next;
    }
}
