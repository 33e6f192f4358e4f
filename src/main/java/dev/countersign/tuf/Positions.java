package dev.countersign.tuf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Places of delegated roles among each other, most important first. */
public final class Positions {
    public static final int FIRST = 1;
    /** The last place that a role can be given. */
    public static final int LAST = 1_024;

    private Positions() {}

    /** Why a role cannot be given that place; empty when it can. */
    public static Optional<String> problem(int position) {
        return position >= FIRST && position <= LAST
                ? Optional.empty()
                : Optional.of(position + " (expected: " + FIRST + " to " + LAST + ")");
    }

    /**
     * The roles in another order.
     *
     * @param position of each, if it is to be moved: behind the end it is last; the others keep their order
     */
    public static <T> List<T> placed(Collection<T> roles, Function<T, Optional<Integer>> position) {
        var placed = new ArrayList<>(roles);
        roles.stream()
                .flatMap(role -> position.apply(role).map(place -> new Placed<>(role, place)).stream())
                .sorted(Comparator.comparingInt(Placed::place))
                .forEach(moved -> {
                    placed.remove(moved.role());
                    placed.add(Math.clamp(moved.place() - FIRST, 0, placed.size()), moved.role());
                });
        return placed;
    }

    private record Placed<T>(T role, int place) {}
}
