package dev.countersign.ceremony;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Targets;
import dev.countersign.wire.WireNames;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server says waits for signatures, in RSTUF's shape; nothing in it is trusted.
 *
 * @param roles metadata by role, each a root or a targets role
 * @param trustedRoot the root that the server compares a next one with; absent for a first root
 * @param trustedTargets the targets role that delegates to those that wait
 * @param proposals how it will delegate to some of them once they are signed so; RSTUF has none
 */
public record PendingSignatures(
        SequencedMap<RoleName, Metadata<?>> roles,
        @Nullable Metadata<Root> trustedRoot,
        @Nullable Metadata<Targets> trustedTargets,
        @Nullable Delegations proposals) {
    public PendingSignatures {
        roles = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(roles));
    }

    /**
     * Reads the {@code metadata} member of an answer.
     *
     * @throws InvalidInput when something in it is no metadata
     */
    public static PendingSignatures parse(Json.Obj metadata) {
        var roles = new LinkedHashMap<RoleName, Metadata<?>>();
        metadata.members().forEach((name, value) -> {
            if (!name.startsWith(WireNames.TRUSTED) && value instanceof Json.Obj envelope) {
                roles.put(RoleName.publishable(name), waiting(name, envelope));
            }
        });
        return new PendingSignatures(
                roles,
                metadata.get(WireNames.TRUSTED_ROOT) instanceof Json.Obj root
                        ? Metadata.fromJson(root, Root.class)
                        : null,
                metadata.get(WireNames.TRUSTED_TARGETS) instanceof Json.Obj targets
                        ? Metadata.fromJson(targets, Targets.class)
                        : null,
                metadata.get(WireNames.TRUSTED_PROPOSALS) instanceof Json.Obj proposals
                        ? Delegations.fromJson(proposals)
                        : null);
    }

    /**
     * Reads the whole body of {@code GET /api/v1/metadata/sign}; without {@code data} nothing waits.
     *
     * @throws InvalidInput when something in it is no metadata
     */
    public static PendingSignatures parseAnswer(Json.Obj body) {
        return body.get(WireNames.DATA) instanceof Json.Obj data
                        && data.get(WireNames.METADATA) instanceof Json.Obj metadata
                ? parse(metadata)
                : new PendingSignatures(new LinkedHashMap<>(), null, null, null);
    }

    private static Metadata<?> waiting(String name, Json.Obj envelope) {
        return name.equals("root")
                ? Metadata.fromJson(envelope, Root.class)
                : Metadata.fromJson(envelope, Targets.class);
    }

    /** The next root, or null when none waits. */
    public @Nullable Metadata<Root> root() {
        var waiting = roles.get(RoleName.ROOT);
        return waiting != null && waiting.signed() instanceof Root ? Metadata.parseRoot(waiting.toBytes()) : null;
    }

    /** The next version of a targets role, or null when none waits. */
    public @Nullable Metadata<Targets> targets(RoleName role) {
        var waiting = roles.get(role);
        return waiting != null && waiting.signed() instanceof Targets ? Metadata.parseTargets(waiting.toBytes()) : null;
    }

    /**
     * How far a role's signatures have come, as the server says: good for naming who is missing, not for deciding what
     * to sign.
     */
    public List<Quorum> quorums(RoleName role) {
        var next = root();
        if (role.equals(RoleName.ROOT) && next != null) {
            var own = quorum(next, next.signed());
            return trustedRoot == null ? List.of(own) : List.of(quorum(next, trustedRoot.signed()), own);
        }
        var waiting = targets(role);
        var delegations = delegations(role);
        if (waiting == null || delegations == null) {
            return List.of();
        }
        return delegations
                .roleOf(role)
                .map(signers -> List.of(
                        Quorum.count(role + " " + waiting.signed().version(), waiting, signers, delegations.keys())))
                .orElse(List.of());
    }

    /** Whether the role's delegation changes with the version that waits. */
    public boolean isProposed(RoleName role) {
        return proposals != null && proposals.roleOf(role).isPresent();
    }

    private @Nullable Delegations delegations(RoleName role) {
        if (isProposed(role)) {
            return proposals;
        }
        return trustedTargets == null ? null : trustedTargets.signed().delegations();
    }

    private static Quorum quorum(Metadata<Root> next, Root by) {
        return Quorum.count("root " + by.version(), next, by.root(), by.keys());
    }
}
