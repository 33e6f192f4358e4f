package dev.countersign.tuf;

import static dev.countersign.tuf.TrustRules.untrusted;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.ForeignRepository.FoundFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The roles that {@code targets.json} of others delegates to, verified one after the other in whatever order they come. */
final class ForeignRoles {
    /** Enough to mend them by. */
    static final int MOST_PROBLEMS = 20;

    private final TopLevelMetadata top;
    private final Targets targets;
    private final Instant now;

    /** Those that must come, by their files, in the order of the delegations. */
    private final SequencedMap<String, RoleName> expected = new LinkedHashMap<>();

    private final Map<RoleName, FoundFile> found = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean delegates;
    private @Nullable String unknown;

    ForeignRoles(TopLevelMetadata top, Targets targets, Instant now) {
        this.top = top;
        this.targets = targets;
        this.now = now;
        for (var role : targets.delegated()) {
            var listed = top.snapshot().signed().fromJson(role);
            if (listed != null) {
                expected.put(role.fileName(listed.version()), role);
            }
        }
    }

    /** @throws InvalidInput when a client would refuse it */
    void take(String name, Bytes file) {
        if (ForeignRepository.isTopLevel(name)) {
            return;
        }
        var role = expected.get(name);
        if (role == null) {
            unknown = name;
            return;
        }
        var metadata = top.delegated(role, file, RoleName.TARGETS, targets, now);
        if (found.put(role, FoundFile.in(role, metadata)) != null) {
            throw ForeignRepository.twice(name);
        }
        ForeignRepository.problem(() -> Limits.check(role, file)).ifPresent(this::add);
        targetProblem(role, metadata.signed()).ifPresent(this::add);
        var delegations = metadata.signed().delegations();
        if (delegations != null && !delegations.isEmpty()) {
            delegates = true;
            add(role + " delegates to roles of its own (expected: roles that targets.json delegates to, and none below"
                    + " them)");
        }
    }

    private void add(String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** What is below a delegated role is among the problems, not a mistake in the list of files. */
    void requireAll() {
        expected.forEach((name, role) -> {
            if (!found.containsKey(role)) {
                throw untrusted(name + " is missing");
            }
        });
        if (unknown != null && !delegates) {
            throw ForeignRepository.unknown(unknown);
        }
    }

    SequencedMap<RoleName, FoundFile> found() {
        var inOrder = new LinkedHashMap<RoleName, FoundFile>();
        expected.values().forEach(role -> inOrder.put(role, Objects.requireNonNull(found.get(role))));
        return inOrder;
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Targets that the service could neither add nor find again. */
    static Optional<String> targetProblem(RoleName role, Targets content) {
        return content.targets().entrySet().stream()
                .flatMap(target -> ForeignRepository.problem(() -> {
                            TargetPath.published(target.getKey().value());
                            target.getValue().canonical();
                        })
                        .stream())
                .findFirst()
                .map(problem -> role + ": " + problem);
    }
}
