package dev.countersign.publish;

import dev.countersign.repository.Decision;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one publication is to do, before anything is read or signed.
 *
 * <p>It says what is asked for. What follows from that does not have to be asked for: a new version of a role makes a
 * new snapshot, and a new snapshot a new timestamp.
 *
 * @param journal the position up to which the journal is applied afterwards
 * @param repository as it will be, but for versions that wait for signatures
 * @param root to publish in the same transaction, or null
 * @param complete versions of offline roles to publish exactly as their holders have signed them
 * @param roles delegated roles to make a new version of, in order
 * @param topLevel roles to make a new version of even if nothing below them changes; never root
 */
record Plan(
        long journal,
        Repository.Established repository,
        @Nullable Metadata<Root> root,
        List<Decision.Complete> complete,
        SequencedMap<RoleName, RoleChange> roles,
        Set<RoleName> topLevel,
        Purpose purpose) {

    /** Why there is a publication. */
    sealed interface Purpose {

        /** To apply changes of targets. */
        record Apply(Batch batch) implements Purpose {}

        /** To carry out what was decided about the change at a position of the journal. */
        record CarryOut(long position, TaskOutcome outcome) implements Purpose {}

        /** To sign roles again, because they expire soon or were dated by a wrong clock. */
        record Renewal() implements Purpose {}
    }

    static Plan apply(Repository.Established repository, Batch batch, long journal) {
        return new Plan(journal, repository, null, List.of(), batch.edits(), Set.of(), new Purpose.Apply(batch));
    }

    /** @param position of the change decided about; after {@code journal} when that is decided before its turn */
    static Plan carryOut(Decision.PublishNext decision, long position, long journal) {
        var work = decision.work();
        var roles = new LinkedHashMap<RoleName, RoleChange>();
        if (work.everyOnlineRole()) {
            Layout.of(decision.next()).onlineRoles().forEach(role -> roles.put(role, new RoleChange.SignAgain()));
        }
        work.renewed().forEach(role -> roles.put(role, new RoleChange.SignAgain()));
        work.fresh().forEach(role -> roles.put(role, new RoleChange.Begin()));
        var purpose = new Purpose.CarryOut(position, decision.outcome());
        return new Plan(journal, decision.next(), work.root(), work.complete(), roles, work.topLevel(), purpose);
    }

    /** Signs what is due, and always the timestamp. */
    static Plan renew(Repository.Established repository, Set<RoleName> due, long journal) {
        var roles = new LinkedHashMap<RoleName, RoleChange>();
        var topLevel = new HashSet<>(Set.of(RoleName.TIMESTAMP));
        for (var role : due) {
            if (role.isTopLevel()) {
                topLevel.add(role);
            } else {
                roles.put(role, new RoleChange.SignAgain());
            }
        }
        return new Plan(journal, repository, null, List.of(), roles, topLevel, new Purpose.Renewal());
    }

    /** Whether {@link #repository} differs from what is committed. */
    boolean decides() {
        return purpose instanceof Purpose.CarryOut;
    }

    /** Whether delegated roles are only signed again, with the targets they have. */
    boolean onlyRenews() {
        return roles.values().stream().allMatch(RoleChange.SignAgain.class::isInstance);
    }

    /** How the tasks end that this publication finishes, by journal position. */
    Map<Long, TaskOutcome> outcomes(Batch.AfterSigning answers) {
        return switch (purpose) {
            case Purpose.Apply(var batch) -> batch.outcomes(answers);
            case Purpose.CarryOut(var position, var outcome) -> Map.of(position, outcome);
            case Purpose.Renewal() -> Map.of();
        };
    }
}
