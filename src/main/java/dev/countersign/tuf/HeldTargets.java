package dev.countersign.tuf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a {@code targets.json} that people sign may delegate: roles that people sign, too, since no service can change it. */
public final class HeldTargets {
    private HeldTargets() {}

    /** Why it cannot be continued, a sentence each; empty when it can. */
    public static List<String> problems(Root root, Targets targets) {
        var delegations = targets.delegations();
        return delegations == null
                ? List.of()
                : switch (delegations.delegates()) {
                    case SuccinctRoles bins ->
                        List.of("targets.json, which people sign, delegates to bins " + bins.namePrefix()
                                + " (expected: an online key for targets.json; or roles that people sign)");
                    case Delegates.Roles roles ->
                        roles.roles().stream()
                                .flatMap(role -> problems(root, role).stream())
                                .toList();
                };
    }

    private static List<String> problems(Root root, DelegatedRole role) {
        var problems = new ArrayList<String>();
        Stream.concat(root.timestamp().keyids().stream(), root.snapshot().keyids().stream())
                .filter(role.keyids()::contains)
                .findFirst()
                .ifPresent(id -> problems.add("targets.json, which people sign, delegates " + role.name()
                        + " to the online key " + id + " (expected: an online key for targets.json; or keys of people"
                        + " for this role)"));
        if (HashBins.isBin(role.name())) {
            problems.add("role " + role.name() + " (expected: another name; those of bins are the service's)");
        }
        role.thresholdProblem().ifPresent(problem -> problems.add("role " + role.name() + ": " + problem));
        return problems;
    }
}
