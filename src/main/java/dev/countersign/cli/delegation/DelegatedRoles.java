package dev.countersign.cli.delegation;

import dev.countersign.ceremony.RoleDraft;
import dev.countersign.cli.holder.HolderApi;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.key.Key;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The custom delegated roles that a server has now, most important first. */
final class DelegatedRoles {
    private DelegatedRoles() {}

    /** The roles as published, or as they will be when a change that waits has its signatures. */
    static List<RoleDraft> drafts(HolderApi.ServiceSettings settings) {
        return named(settings.delegations()).stream()
                .filter(role -> settings.bins() == null || !HashBins.isBin(role.name()))
                .map(role -> draft(role, settings))
                .toList();
    }

    private static List<DelegatedRole> named(@Nullable Delegations delegations) {
        return delegations != null && delegations.delegates() instanceof Delegates.Roles roles
                ? roles.roles()
                : List.of();
    }

    private static RoleDraft draft(DelegatedRole role, HolderApi.ServiceSettings settings) {
        var days = settings.days().get(role.name().value());
        return named(settings.proposals()).stream()
                .filter(next -> next.name().equals(role.name()))
                .findFirst()
                .map(next -> RoleDraft.of(next, holders(next, Objects.requireNonNull(settings.proposals())), days))
                .orElseGet(
                        () -> RoleDraft.of(role, holders(role, Objects.requireNonNull(settings.delegations())), days));
    }

    /** Whether the role has a change that waits for signatures, which clients do not see yet. */
    static boolean isProposed(RoleDraft role, HolderApi.ServiceSettings settings) {
        return named(settings.proposals()).stream()
                .anyMatch(next -> next.name().value().equals(role.name()));
    }

    static Optional<RoleDraft> find(HolderApi.ServiceSettings settings, String name) {
        return drafts(settings).stream()
                .filter(role -> role.name().equals(name))
                .findFirst();
    }

    /** None for a role that the online key signs, as in a request. */
    private static List<Key> holders(DelegatedRole role, Delegations delegations) {
        var keys = role.keyids().stream()
                .map(id -> Objects.requireNonNull(delegations.keys().get(id)))
                .toList();
        return keys.size() == 1 && keys.getFirst().uri().isPresent() ? List.of() : keys;
    }
}
