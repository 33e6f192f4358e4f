package dev.countersign.cli;

import dev.countersign.ceremony.RoleDraft;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Key;
import dev.countersign.tuf.PathSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The custom delegated roles that a server has now, most important first. */
final class DelegatedRoles {
    private DelegatedRoles() {}

    static List<RoleDraft> of(HolderApi.Settings settings) {
        var delegations = settings.delegations();
        if (delegations == null || !(delegations.delegates() instanceof Delegates.Roles roles)) {
            return List.of();
        }
        return roles.roles().stream()
                .filter(role -> role.paths() instanceof PathSet.Paths)
                .map(role -> RoleDraft.of(
                        role,
                        holders(role, delegations),
                        settings.days().get(role.name().value())))
                .toList();
    }

    static Optional<RoleDraft> find(HolderApi.Settings settings, String name) {
        return of(settings).stream().filter(role -> role.name().equals(name)).findFirst();
    }

    /** None for a role that the online key signs, as in a request. */
    private static List<Key> holders(DelegatedRole role, Delegations delegations) {
        var keys = role.keyids().stream()
                .map(id -> Objects.requireNonNull(delegations.keys().get(id)))
                .toList();
        return keys.size() == 1 && keys.getFirst().uri().isPresent() ? List.of() : keys;
    }
}
