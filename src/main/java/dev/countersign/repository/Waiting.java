package dev.countersign.repository;

import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.Targets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits for signatures: the next version of the root or of delegated roles, which their holders have still to sign.
 *
 * @param versions by role: a Root under the root's name, Targets under every other
 */
public record Waiting(SortedMap<RoleName, Metadata<?>> versions) {
    public static final Waiting NOTHING = new Waiting(Collections.emptySortedMap());

    public Waiting {
        var copy = new TreeMap<RoleName, Metadata<?>>(Repository.BY_NAME);
        copy.putAll(versions);
        copy.forEach((role, metadata) -> check(role, metadata.signed()));
        versions = Collections.unmodifiableSortedMap(copy);
    }

    private static void check(RoleName role, Signed signed) {
        if (role.equals(RoleName.ROOT) ? !(signed instanceof Root) : !(signed instanceof Targets)) {
            throw new IllegalArgumentException(
                    "a " + signed.getClass().getSimpleName() + " cannot wait as the next version of " + role);
        }
    }

    public boolean includes(RoleName role) {
        return versions.containsKey(role);
    }

    /** The next root, or null when none waits. */
    public @Nullable Metadata<Root> root() {
        var waiting = versions.get(RoleName.ROOT);
        return waiting == null ? null : waiting.as(Root.class).orElseThrow();
    }

    /** The next versions of delegated roles. */
    public SortedMap<RoleName, Metadata<Targets>> delegated() {
        var delegated = new TreeMap<RoleName, Metadata<Targets>>(Repository.BY_NAME);
        versions.forEach(
                (role, waiting) -> waiting.as(Targets.class).ifPresent(targets -> delegated.put(role, targets)));
        return Collections.unmodifiableSortedMap(delegated);
    }

    /** With another version of the role, or none when null. */
    Waiting with(RoleName role, @Nullable Metadata<?> waiting) {
        var next = new TreeMap<RoleName, Metadata<?>>(Repository.BY_NAME);
        next.putAll(versions);
        if (waiting == null) {
            next.remove(role);
        } else {
            next.put(role, waiting);
        }
        return new Waiting(next);
    }
}
