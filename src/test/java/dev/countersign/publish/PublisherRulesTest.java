package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Change;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.TargetPath;
import dev.countersign.wire.TaskResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the publisher makes of changes, seen as a client and as a caller sees it. */
class PublisherRulesTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void bootstrap() {
        bench.bootstrapBins(16);
        bench.settle();
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void theLastChangeOfAPathWins() {
        bench.add("p");
        bench.remove("p");
        bench.submit(new Change.AddTargets(List.of(Bench.entry("p", 42))));
        bench.settle();
        assertThat(bench.walk().get("p")).contains("\"length\":42");
    }

    @Test
    void aRemovalTellsWhatWasNotThere() {
        bench.add("p", "q");
        bench.settle();
        var task = bench.remove("p", "never", "q");
        bench.settle();
        assertThat(details(task))
                .contains("\"deleted_artifacts\":[\"p\",\"q\"]", "\"not_found_artifacts\":[\"never\"]");
        assertThat(bench.walk()).isEmpty();
    }

    @Test
    void removalsSeeTheChangesBeforeThemInTheSameBatch() {
        bench.add("old");
        bench.settle();
        var first = bench.remove("old", "new");
        bench.add("new", "old");
        var second = bench.remove("new");
        var third = bench.remove("new");
        bench.settle();
        assertThat(details(first)).contains("\"deleted_artifacts\":[\"old\"]", "\"not_found_artifacts\":[\"new\"]");
        assertThat(bench.result(second)).as("everything found").isNull();
        assertThat(details(third)).contains("\"not_found_artifacts\":[\"new\"]");
        assertThat(bench.walk()).containsOnlyKeys("old");
    }

    @Test
    void whatChangesNothingIsFinishedWithoutANewVersion() {
        bench.add("p");
        bench.settle();
        var timestamp = bench.store.head().timestamp();
        bench.add("p");
        bench.remove("never");
        bench.settle();
        assertThat(bench.store.head().timestamp()).isEqualTo(timestamp);
        assertThat(bench.store.head().publication()).isGreaterThan(2);
    }

    @Test
    void manySubmissionsAreOnePublication() {
        for (var i = 0; i < 100; i++) {
            bench.add("pkg/" + i);
        }
        var before = bench.store.head().publication();
        bench.settle();
        assertThat(bench.store.head().publication()).isEqualTo(before + 1);
        assertThat(bench.walk()).hasSize(100);
    }

    @Test
    void aBatchIsAsLargeWhenTheJournalComesInPieces() {
        for (var i = 0; i < 3 * MemoryRepository.PIECE; i++) {
            bench.add("pkg/" + i);
        }
        bench.submit(new Change.Renew(List.of("timestamp")));
        bench.add("after");
        var before = bench.store.head().publication();
        bench.settle();
        assertThat(bench.store.head().publication()).isEqualTo(before + 3);
        assertThat(bench.walk()).hasSize(3 * MemoryRepository.PIECE + 1);
    }

    @Test
    void whatWaitsIsReadOnceHoweverManyPublicationsItTakes() {
        var waiting = 10 * MemoryRepository.PIECE;
        for (var i = 0; i < waiting / 2; i++) {
            bench.submit(new Change.Renew(List.of("timestamp")));
            bench.add("pkg/" + i);
        }
        var timestamp = bench.store.head().timestamp();
        var read = bench.store.entriesRead();
        bench.settle();
        assertThat(bench.store.head().timestamp()).isEqualTo(timestamp + waiting);
        assertThat(bench.store.entriesRead() - read).isEqualTo(waiting);
    }

    @Test
    void whatWasReadIsForgottenAfterAFailure() {
        for (var i = 0; i < 4; i++) {
            bench.submit(new Change.Renew(List.of("timestamp")));
        }
        var timestamp = bench.store.head().timestamp();
        bench.store.failOnce(new MemoryRepository.Fault(MemoryRepository.Step.COMMIT, true));
        bench.settle();
        assertThat(bench.failures).hasSize(1);
        assertThat(bench.store.head().timestamp())
                .as("the one of which the outcome was unknown is not done again")
                .isEqualTo(timestamp + 4);
    }

    @Test
    void whatIsHeldStaysHeldBehindAChangeThatStandsAlone() {
        bench.submit(new Change.Renew(List.of("timestamp")));
        bench.submit(Bench.adding("held"), true);
        bench.settle();
        assertThat(bench.walk()).isEmpty();
        bench.submit(new Change.Renew(List.of("timestamp")));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("held");
    }

    @Test
    void aChangeThatCannotBePublishedIsFoundAndSetAsideWithoutTryingEachAlone() {
        for (var i = 0; i < 100; i++) {
            bench.add("before/" + i);
        }
        bench.poison = new TargetPath("poison");
        var culprit = bench.add("poison");
        for (var i = 0; i < 100; i++) {
            bench.add("after/" + i);
        }
        var before = bench.store.head().publication();
        bench.settle();
        assertThat(bench.result(culprit)).isInstanceOf(TaskResult.TaskFailed.class);
        assertThat(bench.walk()).hasSize(200).doesNotContainKey("poison");
        assertThat(bench.failures.size() + bench.store.head().publication() - before)
                .as("attempts")
                .isLessThan(30);
    }

    @Test
    void heldSubmissionsWaitForTheNextPublication() {
        var held = bench.submit(Bench.adding("held"), true);
        bench.settle();
        assertThat(bench.walk()).isEmpty();
        bench.submit(new Change.Publish());
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("held");
        assertThat(bench.result(held)).isNull();
    }

    @Test
    void aSecondBootstrapIsRefusedHoweverItGotIntoTheJournal() {
        var task = bench.bootstrapBins(8);
        bench.settle();
        assertThat(bench.result(task)).isInstanceOf(TaskResult.TaskRefused.class);
        assertThat(bench.latest.view().repository()).isInstanceOf(Repository.Established.class);
    }

    @Test
    void onlineRolesAreRenewedLongBeforeTheyExpire() {
        bench.add("a", "b", "c", "d");
        bench.settle();
        for (var hour = 0; hour < 24 * 40; hour++) {
            bench.now = bench.now.plus(Duration.ofHours(1));
            bench.settle();
            if (hour % 6 == 0) {
                assertThat(bench.walk()).hasSize(4);
            }
        }
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void submissionsThatNeverCeaseDoNotKeepOtherRolesFromBeingRenewed() {
        bench.add("a", "b", "c", "d");
        bench.settle();
        for (var hour = 0; hour < 24 * 40; hour++) {
            bench.now = bench.now.plus(Duration.ofHours(1));
            bench.add("busy");
            bench.step();
            if (hour % 6 == 0) {
                assertThat(bench.walk()).containsKeys("a", "b", "c", "d");
            }
        }
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("a", "b", "c", "d", "busy");
    }

    @Test
    void aWeekOfDowntimeIsCaughtUpBeforeAnythingElse() {
        bench.add("a");
        bench.settle();
        bench.restart();
        bench.now = bench.now.plus(Duration.ofDays(60));
        bench.add("b");
        bench.recover();
        assertThat(bench.walk()).as("nothing that clients need has expired").containsOnlyKeys("a");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("a", "b");
    }

    @Test
    void operatorsAreToldWhenEachRoleExpires() {
        bench.add("a");
        bench.settle();
        assertThat(bench.expiries)
                .containsEntry(dev.countersign.tuf.RoleName.TIMESTAMP, bench.now.plus(Duration.ofDays(1)))
                .containsEntry(dev.countersign.tuf.RoleName.SNAPSHOT, bench.now.plus(Duration.ofDays(7)))
                .containsEntry(dev.countersign.tuf.RoleName.ROOT, bench.now.plus(Duration.ofDays(365)));
    }

    @Test
    void anOnlineKeyThatCannotSignIsRefusedAndNothingChanges() {
        var unknown = dev.countersign.sign.file.PrivateKeys.generate(
                dev.countersign.sign.file.KeyKind.ED25519, new java.security.SecureRandom());
        var task = bench.submit(new Change.UpdateRoot(
                Bench.signed(bench.root(2, unknown, 2, bench.alice, bench.bob), bench.alice, bench.bob)));
        bench.settle();
        assertThat(bench.result(task)).isInstanceOf(TaskResult.TaskFailed.class);
        assertThat(bench.store.head().root()).isEqualTo(1);
        bench.add("still-works");
        bench.settle();
    }

    private String details(dev.countersign.repository.TaskId task) {
        var outcome = bench.result(task);
        assertThat(outcome).isInstanceOf(TaskResult.Succeeded.class);
        return ((TaskResult.Succeeded) outcome).details().toText();
    }
}
