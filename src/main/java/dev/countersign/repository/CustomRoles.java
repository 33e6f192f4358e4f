package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What must hold between the custom roles of one repository, beyond each of them being well formed. */
public final class CustomRoles {
    private CustomRoles() {}

    /** Names, and patterns of different roles, that are equal but for case: a sentence for each two such. */
    public static List<String> clashes(Collection<DelegatedRole> roles) {
        var names =
                RoleName.clashes(roles.stream().map(role -> role.name().value()).toList());
        var patterns = PathPatterns.clashes(
                roles.stream().flatMap(CustomRoles::patterns).toList());
        return Stream.concat(names.stream(), patterns.stream()).toList();
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

    private static Stream<PathPatterns.Owned> patterns(DelegatedRole role) {
        return role.paths() instanceof PathSet.Paths paths
                ? paths.patterns().stream()
                        .map(pattern -> new PathPatterns.Owned(role.name().value(), pattern))
                : Stream.empty();
    }
}
