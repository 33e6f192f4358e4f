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
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The Root role: the keys of the four top-level roles (specification, 4.3). Made by {@link #fromJson} or {@link #draft}.
 *
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
        Json.Obj json)
        implements Signed {
    public Root {
        keys = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(keys));
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a Root that every client accepts
     */
    public static Root fromJson(Json.Obj signed) {
        var members = SignedFields.read("root", signed);
        if (!members.bool("consistent_snapshot")) {
            throw members.refusal("consistent_snapshot", "true");
        }
        var roles = members.object("roles");
        if (!roles.object().members().keySet().equals(RoleName.topLevelNames())) {
            throw new TufException.InvalidMetadata(
                    "root.roles: " + roles.object().members().keySet()
                            + " (expected: root, timestamp, snapshot and targets, no other)");
        }
        var keys = Keys.fromJson(members.object("keys"));
        return new Root(
                SignedFields.version(members),
                SignedFields.expires(members),
                keys,
                role(roles, "root", keys),
                role(roles, "timestamp", keys),
                role(roles, "snapshot", keys),
                role(roles, "targets", keys),
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
        return fromJson(Json.object()
                .put("_type", "root")
                .put("version", version)
                .put("spec_version", SPEC_VERSION)
                .put("expires", WireTime.format(expires))
                .put("consistent_snapshot", true)
                .put("keys", Keys.toJson(keys))
                .put("roles", roles)
                .build());
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
