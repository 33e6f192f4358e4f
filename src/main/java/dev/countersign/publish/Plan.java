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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one publication is to do, before anything is read or signed.
 *
 * <p>It says what is asked for. What follows from that does not have to be asked for: a new version of a role makes a
 * new snapshot, and a new snapshot a new timestamp.
 */
sealed interface Plan {

    /** The journal is applied up to this position afterwards. */
    long journal();

    /** The repository as it will be, but for versions that wait for signatures. */
    Repository.Established repository();

    /** Whether {@link #repository} differs from what is committed. */
    default boolean decides() {
        return false;
    }

    /** A root to publish in the same transaction, or null. */
    default @Nullable Metadata<Root> root() {
        return null;
    }

    /** Versions of offline roles to publish exactly as their holders have signed them. */
    default List<Decision.Complete> complete() {
        return List.of();
    }

    /** Delegated roles to make a new version of, in order. */
    SequencedMap<RoleName, RoleChange> roles();

    /** Top-level roles to make a new version of even if nothing below them changes; never root. */
    Set<RoleName> topLevel();

    /** Whether delegated roles are only signed again, with the targets they have. */
    boolean onlyRenews();

    /** How the tasks end that this publication finishes, by journal position. */
    Map<Long, TaskOutcome> outcomes(Batch.Answers answers);

    /** Applies a batch of changes of targets. */
    record ApplyBatch(Repository.Established repository, Batch batch, long journal) implements Plan {

        @Override
        public SequencedMap<RoleName, RoleChange> roles() {
            return batch.edits();
        }

        @Override
        public Set<RoleName> topLevel() {
            return Set.of();
        }

        @Override
        public boolean onlyRenews() {
            return false;
        }

        @Override
        public Map<Long, TaskOutcome> outcomes(Batch.Answers answers) {
            return batch.outcomes(answers);
        }
    }

    /**
     * Carries a decision out.
     *
     * @param position of the change that it decides; beyond {@code journal} when that is decided before its turn
     */
    record CarryOut(Decision.Publish decision, long position, long journal) implements Plan {

        @Override
        public Repository.Established repository() {
            return decision.next();
        }

        @Override
        public boolean decides() {
            return true;
        }

        @Override
        public @Nullable Metadata<Root> root() {
            return decision.work().root();
        }

        @Override
        public List<Decision.Complete> complete() {
            return decision.work().complete();
        }

        @Override
        public SequencedMap<RoleName, RoleChange> roles() {
            var work = decision.work();
            var roles = new LinkedHashMap<RoleName, RoleChange>();
            if (work.everyOnlineRole()) {
                Layout.of(repository()).onlineRoles().forEach(role -> roles.put(role, new RoleChange.Renew()));
            }
            work.renewed().forEach(role -> roles.put(role, new RoleChange.Renew()));
            work.fresh().forEach(role -> roles.put(role, new RoleChange.Begin()));
            return roles;
        }

        @Override
        public Set<RoleName> topLevel() {
            var work = decision.work();
            var roles = new HashSet<>(Set.of(RoleName.TIMESTAMP));
            if (work.targets()) {
                roles.add(RoleName.TARGETS);
            }
            if (work.snapshot()) {
                roles.add(RoleName.SNAPSHOT);
            }
            return roles;
        }

        @Override
        public boolean onlyRenews() {
            return decision.work().fresh().isEmpty();
        }

        @Override
        public Map<Long, TaskOutcome> outcomes(Batch.Answers answers) {
            return Map.of(position, decision.outcome());
        }
    }

    /** Signs roles again because they expire soon or were dated by a wrong clock. */
    record Renewal(Repository.Established repository, Set<RoleName> due, long journal) implements Plan {

        @Override
        public SequencedMap<RoleName, RoleChange> roles() {
            var roles = new LinkedHashMap<RoleName, RoleChange>();
            due.stream().filter(role -> !role.isTopLevel()).forEach(role -> roles.put(role, new RoleChange.Renew()));
            return roles;
        }

        @Override
        public Set<RoleName> topLevel() {
            var roles = due.stream().filter(RoleName::isTopLevel).collect(Collectors.toSet());
            roles.add(RoleName.TIMESTAMP);
            return roles;
        }

        @Override
        public boolean onlyRenews() {
            return true;
        }

        @Override
        public Map<Long, TaskOutcome> outcomes(Batch.Answers answers) {
            return Map.of();
        }
    }
}
