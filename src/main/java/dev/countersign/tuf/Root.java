package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Keys;
import dev.countersign.tuf.key.Role;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The Root role: the keys of the four top-level roles (specification, 4.3). Made by {@link #fromJson} or {@link #draft}.
 *
 * @param consistentSnapshot whether the names of files hold their versions and hashes (6.2)
 * @param json the whole value, unknown members included
 */
public record Root(
        int version,
        Instant expires,
        SequencedMap<KeyId, Key> keys,
        Role root,
        Role timestamp,
        Role snapshot,
        Role targets,
        boolean consistentSnapshot,
        Json.Obj json)
        implements Signed {
    public Root {
        keys = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(keys));
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a Root
     */
    public static Root fromJson(Json.Obj signed) {
        var members = SignedFields.read("root", signed);
        var roles = members.object("roles");
        if (!roles.object().members().keySet().equals(RoleName.topLevelNames())) {
            throw new TufException.InvalidMetadata(
                    "root.roles: " + roles.object().members().keySet()
                            + " (expected: root, timestamp, snapshot and targets, no other)");
        }
        var keys = Keys.fromJson(members.object("keys"));
        return new Root(
                SignedFields.version(members),
                SignedFields.expiresInAnyForm(members),
                keys,
                role(roles, "root", keys),
                role(roles, "timestamp", keys),
                role(roles, "snapshot", keys),
                role(roles, "targets", keys),
                members.has("consistent_snapshot") && members.bool("consistent_snapshot"),
                signed);
    }

    private static Role role(Members roles, String name, SequencedMap<KeyId, Key> keys) {
        var role = Role.fromJson(roles.object(name));
        for (var keyid : role.keyids()) {
            if (!keys.containsKey(keyid)) {
                throw new TufException.InvalidMetadata(
                        "root.roles." + name + ".keyids: " + keyid + " (expected: the id of a key in root.keys)");
            }
        }
        return role;
    }

    /**
     * A new Root of this software's making.
     *
     * @throws InvalidInput when the parts do not make a valid Root
     */
    public static Root draft(
            int version,
            Instant expires,
            SequencedMap<KeyId, Key> keys,
            Role root,
            Role timestamp,
            Role snapshot,
            Role targets) {
        var roles = Json.object()
                .put("root", root.toJson())
                .put("timestamp", timestamp.toJson())
                .put("snapshot", snapshot.toJson())
                .put("targets", targets.toJson())
                .build();
        var draft = fromJson(Json.object()
                .put("_type", "root")
                .put("version", version)
                .put("spec_version", SPEC_VERSION)
                .put("expires", WireTime.format(expires))
                .put("consistent_snapshot", true)
                .put("keys", Keys.toJson(keys))
                .put("roles", roles)
                .build());
        draft.publicationProblem().ifPresent(problem -> {
            throw new TufException.InvalidMetadata(problem);
        });
        return draft;
    }

    /** Why some clients would not accept it, or none could ever use it; empty for a Root that may be published. */
    public Optional<String> publicationProblem() {
        if (!consistentSnapshot) {
            return Optional.of(
                    "root.consistent_snapshot: " + Json.shown(json.get("consistent_snapshot")) + " (expected: true)");
        }
        if (WireTime.parse(String.valueOf(json.text("expires"))).isEmpty()) {
            return Optional.of(
                    "root.expires: " + Json.shown(json.get("expires")) + " (expected: YYYY-MM-DDTHH:MM:SSZ)");
        }
        return RoleName.TOP_LEVEL.stream()
                .flatMap(name ->
                        role(name).thresholdProblem().map(problem -> "root.roles." + name + "." + problem).stream())
                .findFirst();
    }

    /**
     * Who signs for a top-level role.
     *
     * @throws IllegalArgumentException for a delegated role
     */
    public Role role(RoleName name) {
        return switch (name.value()) {
            case "root" -> root;
            case "timestamp" -> timestamp;
            case "snapshot" -> snapshot;
            case "targets" -> targets;
            default -> throw new IllegalArgumentException(name + " is not a top-level role");
        };
    }

    public @Nullable Key key(KeyId id) {
        return keys.get(id);
    }

    @Override
    public Json.Obj toJson() {
        return json;
    }
}
