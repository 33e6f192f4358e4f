package dev.countersign.tuf;

import org.jspecify.annotations.Nullable;

/** The search for one target through the delegations, in pre-order (specification, 5.6.7). Not safe for several threads. */
public final class Search {
    /** How many roles are looked into at most. */
    public static final int MAX_ROLES = 33;

    /**
     * A role to load and look into.
     *
     * @param parent who delegates to it
     */
    public record Step(RoleName role, RoleName parent) {}

    public Search(TargetPath path) {
        throw new UnsupportedOperationException(path.value());
    }

    /** The role to look into next, or null when the search is over. */
    public @Nullable Step next() {
        throw new UnsupportedOperationException();
    }

    /** Looks into the role that {@link #next} named. */
    public void visit(Targets targets) {
        throw new UnsupportedOperationException();
    }

    /** What was found, or null. */
    public @Nullable TargetFile found() {
        throw new UnsupportedOperationException();
    }
}
