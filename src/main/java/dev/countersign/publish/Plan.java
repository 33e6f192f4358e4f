package dev.countersign.publish;

import dev.countersign.repository.Decision;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TargetEntry;
import dev.countersign.tuf.TargetPath;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one publication is to do, before anything is read or signed.
 *
 * @param journal the journal position it applies up to
 * @param repository the decisions as they will be
 * @param decided whether those differ from the committed ones
 * @param root a root to publish with it, or null
 * @param roles delegated roles to make a new version of, in order
 * @param complete offline roles published as their holders signed them
 * @param targets make a new targets.json
 * @param snapshot make a new snapshot.json even if no role changes
 * @param timestamp make a new timestamp.json even if no snapshot changes
 * @param outcomes of the tasks it finishes, once the roles are signed
 */
record Plan(
        long journal,
        Repository.Established repository,
        boolean decided,
        @Nullable Metadata<Root> root,
        SequencedMap<RoleName, RoleChange> roles,
        List<Decision.Complete> complete,
        boolean targets,
        boolean snapshot,
        boolean timestamp,
        Function<Batch.Answers, Map<Long, TaskOutcome>> outcomes) {

    /**
     * The change of one delegated role.
     *
     * @param fresh start with no targets, whatever is published under the name
     * @param always make a new version also when no entry changes
     */
    record RoleChange(List<TargetEntry> edits, List<TargetPath> questions, boolean fresh, boolean always) {
        static final RoleChange FRESH = new RoleChange(List.of(), List.of(), true, true);
        static final RoleChange RENEWED = new RoleChange(List.of(), List.of(), false, true);
    }

    /** Applies a batch of target changes. */
    static Plan of(Repository.Established repository, Batch batch, long journal) {
        var roles = new LinkedHashMap<RoleName, RoleChange>();
        batch.edits()
                .forEach((role, edits) ->
                        roles.put(role, new RoleChange(edits.edits(), edits.questions(), false, false)));
        return new Plan(journal, repository, false, null, roles, List.of(), false, false, false, batch::outcomes);
    }

    /** Carries a decision out. */
    static Plan of(Decision.Publish decision, long journal) {
        var work = decision.work();
        var roles = new LinkedHashMap<RoleName, RoleChange>();
        if (work.everyOnlineRole()) {
            Layout.of(decision.next()).onlineRoles().forEach(role -> roles.put(role, RoleChange.RENEWED));
        }
        work.renewed().forEach(role -> roles.put(role, RoleChange.RENEWED));
        work.fresh().forEach(role -> roles.put(role, RoleChange.FRESH));
        return new Plan(
                journal,
                decision.next(),
                true,
                work.root(),
                roles,
                work.complete(),
                work.targets(),
                work.snapshot(),
                true,
                _ -> Map.of(journal, decision.outcome()));
    }

    /** Signs roles again because their time is running out. */
    static Plan renewal(Repository.Established repository, Collection<RoleName> due, long journal) {
        var roles = new LinkedHashMap<RoleName, RoleChange>();
        due.stream().filter(role -> !role.isTopLevel()).forEach(role -> roles.put(role, RoleChange.RENEWED));
        var targets = due.contains(RoleName.TARGETS);
        var snapshot = due.contains(RoleName.SNAPSHOT);
        return new Plan(journal, repository, false, null, roles, List.of(), targets, snapshot, true, _ -> Map.of());
    }

    /** Whether delegated roles are only signed again, with the targets they have. */
    boolean onlyRenews() {
        return roles.values().stream().allMatch(RoleChange.RENEWED::equals);
    }
}
