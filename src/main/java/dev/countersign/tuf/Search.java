package dev.countersign.tuf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search for one target through the delegations, most important first and each role once (specification, 5.6.7).
 * Not safe for several threads.
 *
 * <p>Alternate {@link #next} and {@link #visit} until {@code next} is null.
 */
public final class Search {
    /** How many roles most clients look into at most, so that a repository cannot keep them busy for ever. */
    public static final int MAX_ROLES = 33;

    private final TargetPath path;
    private final int maxRoles;
    private final Deque<Visit> waiting = new ArrayDeque<>();
    private final Set<RoleName> visited = new HashSet<>();
    private @Nullable TargetFile found;

    /**
     * A role to load and look into.
     *
     * @param parent who delegates to it
     */
    public record Visit(RoleName role, RoleName parent) {}

    /** A search that begins at the top-level targets role. */
    public Search(TargetPath path) {
        this(path, MAX_ROLES);
    }

    /** @param maxRoles how many roles to look into at most */
    public Search(TargetPath path, int maxRoles) {
        this.path = path;
        this.maxRoles = maxRoles;
        waiting.push(new Visit(RoleName.TARGETS, RoleName.ROOT));
    }

    /** The role to look into next, or null when the search is over. */
    public @Nullable Visit next() {
        while (!waiting.isEmpty() && visited.contains(waiting.element().role())) {
            waiting.pop();
        }
        return visited.size() < maxRoles ? waiting.peek() : null;
    }

    /**
     * Looks into the role that {@link #next} named.
     *
     * @throws java.util.NoSuchElementException when the search is over
     */
    public void visit(Targets targets) {
        var role = waiting.pop().role();
        visited.add(role);
        found = targets.targets().get(path);
        if (found != null) {
            waiting.clear();
        } else if (targets.delegations() != null) {
            descend(role, targets.delegations().rolesFor(path));
        }
    }

    private void descend(RoleName parent, List<Delegation> delegations) {
        var children = new ArrayDeque<Visit>();
        for (var delegation : delegations) {
            children.push(new Visit(delegation.name(), parent));
            if (delegation.terminating()) {
                waiting.clear();
                break;
            }
        }
        children.forEach(waiting::push);
    }

    /** What was found, or null. */
    public @Nullable TargetFile found() {
        return found;
    }
}
