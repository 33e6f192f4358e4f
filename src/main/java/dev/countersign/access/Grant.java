package dev.countersign.access;

import dev.countersign.json.Printable;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.TargetPath;
import java.util.Optional;

/**
 * One permission, on one repository or on all.
 *
 * @param repository empty for all there are and will be
 * @param paths which artifacts; empty for all, and always for other permissions
 */
public record Grant(Permission permission, Optional<RepositoryName> repository, Optional<PathRule> paths) {
    /** How all repositories are written. */
    public static final String ALL = "*";

    public Grant {
        if (paths.isPresent() && permission != Permission.ARTIFACTS) {
            throw new InvalidGrant(permission.word() + " with paths (expected: paths for artifacts only)");
        }
    }

    /** On all repositories. */
    public static Grant everywhere(Permission permission) {
        return new Grant(permission, Optional.empty(), Optional.empty());
    }

    public static Grant on(RepositoryName repository, Permission permission) {
        return new Grant(permission, Optional.of(repository), Optional.empty());
    }

    /**
     * Reads {@code PERMISSION} or {@code PERMISSION:PATHS}, as in {@code artifacts:pypi/**}.
     *
     * @throws InvalidGrant naming what is wrong with it
     */
    public static Grant parse(String text, Optional<RepositoryName> repository) {
        int colon = text.indexOf(':');
        var word = colon < 0 ? text : text.substring(0, colon);
        var paths = colon < 0 ? Optional.<PathRule>empty() : Optional.of(PathRule.parse(text.substring(colon + 1)));
        return new Grant(permission(word), repository, paths);
    }

    /** @throws InvalidGrant for a word that is no permission */
    public static Permission permission(String word) {
        return Permission.parse(word)
                .orElseThrow(() -> new InvalidGrant(
                        Printable.quoted(word) + " is no permission (expected: one of " + Permission.words() + ")"));
    }

    boolean isOn(RepositoryName name) {
        return repository.isEmpty() || repository.get().equals(name);
    }

    boolean matches(TargetPath path) {
        return paths.map(rule -> rule.matches(path)).orElse(true);
    }

    /** Whether a holder of this may give the other to somebody. */
    boolean covers(Grant other) {
        return permission == other.permission && coversRepository(other) && coversPaths(other);
    }

    private boolean coversRepository(Grant other) {
        return repository.isEmpty() || repository.equals(other.repository);
    }

    private boolean coversPaths(Grant other) {
        return paths.map(rule -> other.paths.filter(rule::covers).isPresent()).orElse(true);
    }

    /** For people: {@code artifacts on pypi for simple/**}. */
    @Override
    public String toString() {
        var where = repository.map(name -> " on " + name).orElse(" on all repositories");
        return permission.word()
                + where
                + paths.map(rule -> " for " + rule.text()).orElse("");
    }
}
