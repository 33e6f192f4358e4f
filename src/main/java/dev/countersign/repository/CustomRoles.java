package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What must hold between the custom roles of one repository, beyond each of them being well formed. */
public final class CustomRoles {
    private CustomRoles() {}

    /**
     * Two names, or two patterns, that are equal but for case: clients keep a role's file under its name and match
     * patterns on file systems that know no case.
     *
     * @return what is wrong, or empty when there are no two such
     */
    public static Optional<String> clash(Collection<DelegatedRole> roles) {
        var seen = new HashMap<String, RoleName>();
        for (var role : roles) {
            var other = seen.putIfAbsent(role.name().value().toLowerCase(Locale.ROOT), role.name());
            if (other != null && !other.equals(role.name())) {
                return Optional.of("role names " + other + " and " + role.name()
                        + " (expected: no two names that are equal but for case)");
            }
        }
        var patterns = roles.stream().flatMap(CustomRoles::patterns).toList();
        return PathPatterns.caseClash(patterns).map(clash -> "paths: " + clash);
    }

    /**
     * The roles in another order.
     *
     * @param positions by name, from 1; roles that have none keep their order among each other
     */
    static List<DelegatedRole> placed(Collection<DelegatedRole> roles, Map<String, Integer> positions) {
        var placed = new ArrayList<>(roles);
        roles.stream()
                .filter(role -> positions.containsKey(role.name().value()))
                .sorted(Comparator.comparingInt(role -> position(role, positions)))
                .forEach(role -> {
                    placed.remove(role);
                    placed.add(Math.min(placed.size(), position(role, positions) - 1), role);
                });
        return placed;
    }

    private static int position(DelegatedRole role, Map<String, Integer> positions) {
        return Objects.requireNonNull(positions.get(role.name().value()));
    }

    private static Stream<String> patterns(DelegatedRole role) {
        return role.paths() instanceof PathSet.Paths paths ? paths.patterns().stream() : Stream.empty();
    }
}
