package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
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

    private static Stream<String> patterns(DelegatedRole role) {
        return role.paths() instanceof PathSet.Paths paths ? paths.patterns().stream() : Stream.empty();
    }
}
