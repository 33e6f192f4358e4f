package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of a list of delegations (specification, 4.5).
 *
 * @param keyids distinct; empty while the repository has not yet filled in its online key
 * @param threshold at least 1; of more than there are keyids no role can ever be verified
 * @param terminating whether the search ends here for paths it matches
 * @param paths what it speaks for
 * @param unrecognized further members it came with
 */
public record DelegatedRole(
        RoleName name, List<KeyId> keyids, int threshold, boolean terminating, PathSet paths, Json.Obj unrecognized) {
    private static final Set<String> KNOWN =
            Set.of("name", "keyids", "threshold", "terminating", "paths", "path_hash_prefixes");

    /**
     * Checks the parts.
     *
     * @throws InvalidInput when a field is outside its range
     */
    public DelegatedRole {
        if (name.isTopLevel()) {
            throw new InvalidValue("name", name, "not the name of a top-level role");
        }
        keyids = List.copyOf(keyids);
        Members.requireDistinct("keyids", keyids);
        if (threshold < 1) {
            throw new InvalidValue("threshold", threshold, ">= 1");
        }
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a delegated role
     */
    public static DelegatedRole fromJson(Json.Obj value) {
        var members = new Members("delegated role", value);
        if (members.has("paths") == members.has("path_hash_prefixes")) {
            throw new TufException.InvalidMetadata(
                    "delegated role: paths, path_hash_prefixes (expected: exactly one of the two)");
        }
        var paths = members.has("paths")
                ? new PathSet.Paths(members.strings("paths"))
                : new PathSet.PathHashPrefixes(members.strings("path_hash_prefixes"));
        return new DelegatedRole(
                new RoleName(members.string("name")),
                Role.keyids(members),
                Role.threshold(members),
                members.bool("terminating"),
                paths,
                members.except(KNOWN));
    }

    /** This delegation with other keys. */
    public DelegatedRole withKeys(List<KeyId> newKeyids, int newThreshold) {
        return new DelegatedRole(name, newKeyids, newThreshold, terminating, paths, unrecognized);
    }

    public boolean matches(TargetPath path) {
        return matches(new SoughtPath(path));
    }

    boolean matches(SoughtPath path) {
        return paths.matches(path);
    }

    /**
     * Why no signatures could ever meet its threshold; empty for one that can be met, and while it has no keys.
     */
    public Optional<String> thresholdProblem() {
        return keyids.isEmpty() ? Optional.empty() : role().thresholdProblem();
    }

    /** Who signs for it. */
    public Role role() {
        return new Role(keyids, threshold);
    }

    public Json.Obj toJson() {
        var json = Json.object()
                .put("name", name.value())
                .put("keyids", Role.toJson(keyids))
                .put("threshold", threshold)
                .put("terminating", terminating)
                .build();
        json = switch (paths) {
            case PathSet.Paths set -> json.with("paths", Json.strings(set.patterns()));
            case PathSet.PathHashPrefixes set -> json.with("path_hash_prefixes", Json.strings(set.prefixes()));
        };
        for (var member : unrecognized.members().entrySet()) {
            json = json.with(member.getKey(), member.getValue());
        }
        return json;
    }
}
