package dev.countersign.tuf;

import dev.countersign.json.Json;
import dev.countersign.tuf.key.Key;
import java.util.List;

/** Who signs {@code targets.json}. */
public enum TargetsSigner {
    /** The service, with an online key, as in every repository that began here. */
    SERVICE,
    /** People, each with a key of their own, as tuf-on-ci has it. */
    HOLDERS;

    /** Members by which software says where an online key is: RSTUF's and tuf-on-ci's. */
    private static final List<String> PLACES = List.of(Key.URI_MEMBER, "x-tuf-on-ci-online-uri");

    /**
     * Who it is by a Root that others made: the service when there is one key, and it signs timestamp or snapshot, too,
     * or says where an online key is.
     */
    public static TargetsSigner of(Root root) {
        var role = root.targets();
        if (role.keyids().size() != 1 || role.threshold() != 1) {
            return HOLDERS;
        }
        var id = role.keyids().getFirst();
        var key = root.key(id);
        var online = root.timestamp().keyids().contains(id)
                || root.snapshot().keyids().contains(id)
                || (key != null && PLACES.stream().anyMatch(place -> key.json().get(place) instanceof Json.Str));
        return online ? SERVICE : HOLDERS;
    }

    /** The top-level roles that the service signs. */
    public List<RoleName> onlineRoles() {
        return RoleName.ONLINE.stream()
                .filter(role -> this == SERVICE || !role.equals(RoleName.TARGETS))
                .toList();
    }

    /** The role whose key is that of everything that has no other. */
    public RoleName mainRole() {
        return this == SERVICE ? RoleName.TARGETS : RoleName.SNAPSHOT;
    }
}
