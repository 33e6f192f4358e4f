package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Keys;
import dev.countersign.tuf.key.Role;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * To whom a targets role delegates, and with which keys (specification, 4.5; TAP 15).
 *
 * @param keys every key that {@code delegates} names
 */
public record Delegations(SequencedMap<KeyId, Key> keys, Delegates delegates) {
    /**
     * Checks the parts.
     *
     * @throws TufException.InvalidMetadata when a delegate names a key that is not there
     */
    public Delegations {
        keys = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(keys));
        var named = switch (delegates) {
            case Delegates.Roles roles ->
                roles.roles().stream().flatMap(role -> role.keyids().stream()).toList();
            case SuccinctRoles succinct -> succinct.keyids();
        };
        for (var keyid : named) {
            if (!keys.containsKey(keyid)) {
                throw new TufException.InvalidMetadata(
                        "delegations: keyid " + keyid + " (expected: the id of a key in delegations.keys)");
            }
        }
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a delegations object
     */
    public static Delegations fromJson(Json.Obj value) {
        var members = new Members("delegations", value);
        if (members.has("roles") == members.has("succinct_roles")) {
            throw new TufException.InvalidMetadata(
                    "delegations: roles, succinct_roles (expected: exactly one of the two)");
        }
        var delegates = members.has("roles")
                ? new Delegates.Roles(members.array("roles").stream()
                        .map(role -> DelegatedRole.fromJson(
                                Members.read("delegations.roles", role).object()))
                        .toList())
                : SuccinctRoles.fromJson(members.object("succinct_roles"));
        return new Delegations(Keys.fromJson(members.object("keys")), delegates);
    }

    /** The roles to search for a path, most important first. A bin is terminating, as clients treat it. */
    public List<Delegation> rolesFor(TargetPath path) {
        var sought = new SoughtPath(path);
        return switch (delegates) {
            case Delegates.Roles roles ->
                roles.roles().stream()
                        .filter(role -> role.matches(sought))
                        .map(role -> new Delegation(role.name(), role.terminating()))
                        .toList();
            case SuccinctRoles succinct ->
                List.of(new Delegation(succinct.bins().nameFor(path), true));
        };
    }

    /** Every role there is, most important first; bins each by its name. */
    public List<RoleName> names() {
        return switch (delegates) {
            case Delegates.Roles roles ->
                roles.roles().stream().map(DelegatedRole::name).toList();
            case SuccinctRoles succinct -> succinct.bins().names();
        };
    }

    /** Who signs for a role; empty when it is not delegated to here. */
    public Optional<Role> roleOf(RoleName name) {
        return switch (delegates) {
            case Delegates.Roles roles ->
                roles.roles().stream()
                        .filter(role -> role.name().equals(name))
                        .findFirst()
                        .map(DelegatedRole::role);
            case SuccinctRoles succinct ->
                succinct.bins().indexOf(name).isPresent() ? Optional.of(succinct.role()) : Optional.empty();
        };
    }

    /** Whether it delegates to nobody. */
    public boolean isEmpty() {
        return delegates instanceof Delegates.Roles roles && roles.roles().isEmpty();
    }

    public Json.Obj toJson() {
        var json = Json.object().put("keys", Keys.toJson(keys)).build();
        return switch (delegates) {
            case Delegates.Roles roles ->
                json.with(
                        "roles",
                        new Json.Arr(roles.roles().stream()
                                .<Json>map(DelegatedRole::toJson)
                                .toList()));
            case SuccinctRoles succinct -> json.with("succinct_roles", succinct.toJson());
        };
    }
}
