package dev.countersign.http.metadata;

import dev.countersign.repository.Latest;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.SuccinctRoles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The delegated roles that clients may still ask for: those of the newest delegations, and of the last few before them,
 * since a client may be on its way through those when a role is removed.
 */
final class KnownRoles {
    private static final int REMEMBERED = 4;

    private record Generation(Delegations delegations, Predicate<RoleName> contains) {}

    private final Deque<Generation> generations = new ArrayDeque<>();

    KnownRoles(Latest latest) {
        latest.onAdvance(this::learn);
        learn(latest.view());
    }

    private synchronized void learn(Latest.View view) {
        if (!(view.repository() instanceof Repository.Established established)) {
            return;
        }
        var newest = generations.peekFirst();
        if (newest != null && newest.delegations().equals(established.delegations())) {
            return;
        }
        generations.addFirst(new Generation(established.delegations(), names(established.delegations())));
        if (generations.size() > REMEMBERED) {
            generations.removeLast();
        }
    }

    synchronized boolean contains(RoleName role) {
        return generations.stream().anyMatch(generation -> generation.contains().test(role));
    }

    private static Predicate<RoleName> names(Delegations delegations) {
        return switch (delegations.delegates()) {
            case SuccinctRoles succinct -> role -> succinct.bins().indexOf(role).isPresent();
            case Delegates.Roles roles -> {
                Set<RoleName> names = new HashSet<>();
                roles.roles().forEach(role -> names.add(role.name()));
                yield names::contains;
            }
        };
    }
}
