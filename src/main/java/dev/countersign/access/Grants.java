package dev.countersign.access;

import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.TargetPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All that one caller may do. */
public record Grants(List<Grant> all) {
    public static final Grants NONE = new Grants(List.of());

    /** Everything on all repositories. */
    public static final Grants EVERYTHING =
            new Grants(Arrays.stream(Permission.values()).map(Grant::everywhere).toList());

    public Grants {
        all = List.copyOf(all);
    }

    /** Whether the permission is held on the repository; for artifacts, on some path of it. */
    public boolean allow(Permission permission, RepositoryName repository) {
        return all.stream().anyMatch(grant -> grant.permission() == permission && grant.isOn(repository));
    }

    /** Whether the permission is held on some repository, whether or not there is one of that name. */
    public boolean allowSomewhere(Permission permission) {
        return all.stream().anyMatch(grant -> grant.permission() == permission);
    }

    public boolean allowEverywhere(Permission permission) {
        return all.stream()
                .anyMatch(grant ->
                        grant.permission() == permission && grant.repository().isEmpty());
    }

    /** Whether the holder may know that there is such a repository. */
    public boolean concern(RepositoryName repository) {
        return all.stream().anyMatch(grant -> grant.isOn(repository));
    }

    /** The first path whose artifact the holder may not change. */
    public Optional<TargetPath> firstRefused(RepositoryName repository, List<TargetPath> paths) {
        var mine = new ArrayList<Grant>();
        for (var grant : all) {
            if (grant.permission() == Permission.ARTIFACTS && grant.isOn(repository)) {
                if (grant.paths().isEmpty()) {
                    return Optional.empty();
                }
                mine.add(grant);
            }
        }
        return paths.stream()
                .filter(path -> mine.stream().noneMatch(grant -> grant.matches(path)))
                .findFirst();
    }

    /** The first of other grants that a holder of these may not give: nobody grants more than they hold. */
    public Optional<Grant> firstNotHeld(Grants given) {
        return given.all.stream()
                .filter(grant -> all.stream().noneMatch(held -> held.covers(grant)))
                .findFirst();
    }

    /** Whether a holder of these administers every repository that the others are about. */
    public boolean administer(Grants others) {
        return others.all.stream()
                .allMatch(grant -> grant.repository()
                        .map(name -> allow(Permission.ADMIN, name))
                        .orElseGet(() -> allowEverywhere(Permission.ADMIN)));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }
}
