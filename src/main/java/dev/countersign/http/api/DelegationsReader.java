package dev.countersign.http.api;

import dev.countersign.http.Field;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.CustomRoles;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.Positions;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeySupport;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads custom delegated roles and their keys. */
final class DelegationsReader {

    private final boolean fresh;
    private final Predicate<String> known;
    private final SequencedMap<KeyId, Key> keys = new LinkedHashMap<>();
    private final List<DelegatedRole> roles = new ArrayList<>();
    private final SortedMap<String, Integer> days = new TreeMap<>();
    private final SortedMap<String, Integer> positions = new TreeMap<>();
    private final HashSet<RoleName> names = new HashSet<>();

    private DelegationsReader(boolean fresh, Predicate<String> known) {
        this.fresh = fresh;
        this.known = known;
    }

    /** New roles; null when something was noted against them. */
    static Change.@Nullable DelegationRequest added(Field delegations) {
        return new DelegationsReader(true, _ -> false).read(delegations);
    }

    /**
     * Changes of roles, which keep their days of validity unless new ones are given; null as above.
     *
     * @param known the patterns that some role has already, which may stay whatever is expected of new ones
     */
    static Change.@Nullable DelegationRequest updated(Field delegations, Predicate<String> known) {
        return new DelegationsReader(false, known).read(delegations);
    }

    /** The names under {@code delegations.roles}, each once. */
    static List<RoleName> names(Field delegations) {
        var names = new ArrayList<RoleName>();
        for (var role : delegations.list("roles", 1)) {
            var name = name(role.expectObject(), RoleName::existingCustom);
            if (name != null && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private Change.@Nullable DelegationRequest read(Field delegations) {
        delegations.object("keys").members().forEach(this::key);
        delegations.list("roles", 1).forEach(role -> role(role.expectObject()));
        if (delegations.json() == null) {
            return null;
        }
        CustomRoles.clashes(roles).stream().limit(1).forEach(delegations::broken);
        try {
            return new Change.DelegationRequest(new Delegations(keys, new Delegates.Roles(roles)), days, positions);
        } catch (InvalidInput e) {
            delegations.broken(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void key(String id, Field field) {
        if (field.expectObject().json() == null) {
            return;
        }
        field.check(() -> {
            var key = new Key(new KeyId(id), field.asObject());
            keys.put(key.id(), key);
            KeySupport.problem(key).or(key::idProblem).ifPresent(field::broken);
        });
    }

    private void role(Field role) {
        var name = name(role, fresh ? RoleName::newCustom : RoleName::existingCustom);
        boolean terminating = role.bool("terminating");
        var keyids = role.strings("keyids", 0);
        int threshold = (int) role.integer("threshold", 1, Limits.THRESHOLD);
        var paths = paths(role);
        expiration(role, name);
        position(role, name);
        if (name == null || paths == null) {
            return;
        }
        if (!names.add(name)) {
            role.broken("role " + name + " is listed twice");
            return;
        }
        role.check(() -> {
            var read = new DelegatedRole(
                    name, keyids.stream().map(KeyId::new).toList(), threshold, terminating, paths, Json.Obj.EMPTY);
            thresholdProblem(read).ifPresentOrElse(role::broken, () -> roles.add(read));
        });
    }

    /** A role without keys gets the online key, which is one. */
    private static Optional<String> thresholdProblem(DelegatedRole role) {
        return role.keyids().isEmpty() && role.threshold() > 1
                ? Optional.of("threshold: " + role.threshold() + " (expected: 1, for the online key)")
                : role.thresholdProblem();
    }

    private void expiration(Field role, @Nullable RoleName name) {
        if (fresh || role.optional(WireNames.EXPIRE_POLICY).isPresent()) {
            int value = DaysReader.member(role, WireNames.EXPIRE_POLICY);
            if (name != null) {
                days.put(name.value(), value);
            }
        }
    }

    private void position(Field role, @Nullable RoleName name) {
        if (role.optional(WireNames.POSITION).isPresent()) {
            long value = role.integer(WireNames.POSITION, Positions.FIRST, Positions.LAST);
            if (name != null) {
                positions.put(name.value(), (int) value);
            }
        }
    }

    private static @Nullable RoleName name(Field role, Function<String, RoleName> rule) {
        var text = role.string("name");
        if (text.isEmpty()) {
            if (role.asObject().get("name") instanceof Json.Str) {
                role.broken("role name: \"\" (expected: at least one character)");
            }
            return null;
        }
        try {
            return rule.apply(text);
        } catch (InvalidInput e) {
            role.broken(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable PathSet paths(Field role) {
        if (role.json() == null) {
            return null;
        }
        boolean byHash = role.optional("path_hash_prefixes").isPresent();
        if (byHash && role.optional("paths").isPresent()) {
            role.broken("paths, path_hash_prefixes (expected: exactly one of the two)");
            return null;
        }
        var field = byHash ? "path_hash_prefixes" : "paths";
        var values = role.strings(field, 1);
        var problem = values.stream()
                .flatMap(value -> (byHash ? emptyPrefix(value) : patternProblem(value)).stream())
                .findFirst();
        if (problem.isPresent()) {
            role.broken(field + ": " + problem.get());
            return null;
        }
        try {
            return byHash ? new PathSet.PathHashPrefixes(values) : new PathSet.Paths(values);
        } catch (InvalidInput e) {
            role.broken(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Optional<String> patternProblem(String pattern) {
        return known.test(pattern) ? Optional.empty() : PathPatterns.problem(pattern);
    }

    private static Optional<String> emptyPrefix(String prefix) {
        return prefix.isEmpty() ? Optional.of("\"\" (expected: at least one hexadecimal digit)") : Optional.empty();
    }
}
