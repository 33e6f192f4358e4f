package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Decision;
import dev.countersign.repository.Repository;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.tuf.RoleName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlanTest {
    private static final RoleName BIN = new RoleName("bins-1");
    private static final RoleName NEW = new RoleName("new");

    private final Bench bench = new Bench();
    private final Repository.Established repository;

    PlanTest() {
        bench.bootstrapBins(4);
        bench.settle();
        repository = (Repository.Established) bench.latest.view().repository();
    }

    @Test
    void aRenewalSignsWhatIsDueAndAlwaysTheTimestamp() {
        var due = new LinkedHashSet<>(List.of(RoleName.SNAPSHOT, BIN));
        var plan = Plan.renew(repository, due, 7);

        assertThat(plan.roles()).containsOnlyKeys(BIN).containsValue(new RoleChange.SignAgain());
        assertThat(plan.topLevel()).containsExactlyInAnyOrder(RoleName.SNAPSHOT, RoleName.TIMESTAMP);
        assertThat(plan.onlyRenews()).isTrue();
        assertThat(plan.decides()).isFalse();
    }

    @Test
    void aRoleThatIsMadeAnewIsNotRenewed() {
        var work = Decision.Work.TARGETS.withRenewed(Set.of(BIN, NEW)).withFresh(Set.of(NEW));
        var plan = carryOut(work);

        assertThat(plan.roles())
                .containsEntry(BIN, new RoleChange.SignAgain())
                .containsEntry(NEW, new RoleChange.Begin());
        assertThat(plan.topLevel()).containsExactlyInAnyOrder(RoleName.TARGETS, RoleName.SNAPSHOT, RoleName.TIMESTAMP);
        assertThat(plan.onlyRenews()).isFalse();
        assertThat(plan.decides()).isTrue();
    }

    @Test
    void anotherOnlineKeySignsEveryOnlineRoleAgain() {
        var plan = carryOut(Decision.Work.TIMESTAMP.withEveryOnlineRole());

        assertThat(plan.roles()).hasSize(4).containsKey(BIN);
        assertThat(plan.topLevel()).containsExactly(RoleName.TIMESTAMP);
        assertThat(plan.onlyRenews()).isTrue();
    }

    private Plan carryOut(Decision.Work work) {
        return Plan.carryOut(new Decision.PublishNext(repository, work, new TaskOutcome.Failed("test")), 9, 7);
    }
}
