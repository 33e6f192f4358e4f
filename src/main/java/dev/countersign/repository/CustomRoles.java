package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.Positions;
import dev.countersign.tuf.RoleName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        return Positions.placed(
                roles, role -> Optional.ofNullable(positions.get(role.name().value())));
    }

    private static Stream<PathPatterns.Owned> patterns(DelegatedRole role) {
        return role.paths() instanceof PathSet.Paths paths
                ? paths.patterns().stream()
                        .map(pattern -> new PathPatterns.Owned(role.name().value(), pattern))
                : Stream.empty();
    }
}
