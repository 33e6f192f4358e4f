package dev.countersign.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.client.ClientException;
import dev.countersign.client.TestRepository;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MirrorRoundTest {
    private final MirrorSample sample = new MirrorSample();
    private final MemoryStore store = sample.store;

    @Test
    void aNewMirrorIsFilledWhollyBeforeItsTimestampAppears() {
        sample.publish();
        sample.fill();
        assertThat(store.deeds)
                .startsWith("+1.root.json")
                .endsWith("+1.targets.json", "+1.snapshot.json", "=timestamp.json")
                .hasSize(6);
        assertThat(sample.walk().targets()).hasSize(1);
        assertThat(sample.state().isDue()).isFalse();
    }

    @Test
    void itGoesFromTheOldestToTheNewestAndSendsNothingTwice() {
        sample.publish();
        sample.fill();
        sample.publish();
        sample.publish();
        sample.repository.publishRoot();
        sample.publish();
        store.deeds.clear();

        sample.fill();

        assertThat(store.deeds)
                .startsWith("+2.root.json")
                .endsWith("+4.snapshot.json", "=timestamp.json")
                .containsExactlyInAnyOrder(
                        "+2.root.json", "+4.bins-0.json", "+4.bins-1.json", "+4.snapshot.json", "=timestamp.json");
        assertThat(sample.walk().targets()).hasSize(4);
    }

    @Test
    void aRepositoryThatWasTakenOverWithoutItsFirstRootIsMirroredFromItsOldest() {
        sample.publish();
        sample.repository.publishRoot();
        sample.repository.publishRoot();
        sample.gone.put(new RoleVersion(RoleName.ROOT, 1), true);
        sample.publish();
        sample.fill();
        assertThat(store.deeds).startsWith("+2.root.json", "+3.root.json").endsWith("=timestamp.json");
        var second = sample.repository.files.get("2.root.json");
        sample.walk(second);
        assertThat(sample.round().check(1).problem()).isEmpty();

        sample.publish();
        sample.fill();
        assertThat(sample.walk(second).targets()).hasSize(3);
    }

    @Test
    void rootsThatAreFoundLaterAreAddedTheOldestLast() {
        for (var root : new int[] {1, 2, 3}) {
            sample.repository.publishRoot();
            sample.gone.put(new RoleVersion(RoleName.ROOT, root), true);
        }
        sample.publish();
        var round = sample.round();
        round.fill(0);
        assertThat(store.deeds).startsWith("+4.root.json");
        sample.gone.clear();
        store.deeds.clear();
        store.alive = 1;
        assertThatThrownBy(() -> round.fill(0)).isNotNull();
        store.alive = Integer.MAX_VALUE;

        sample.fill();

        assertThat(store.deeds).containsExactly("+3.root.json", "+2.root.json", "+1.root.json");
        assertThat(sample.walk().rootVersion()).isEqualTo(4);
    }

    /** Versions of roots that others chose say nothing of how many there are. */
    @Test
    void aLoneRootOfAHighVersionIsTheOldest() {
        sample.repository.beginWithRoot(3_000_000);
        sample.publish();
        sample.fill();
        assertThat(store.deeds).startsWith("+3000000.root.json").endsWith("=timestamp.json");
        assertThat(sample.lookedFor).as("roots that were looked for").isLessThan(10_000);
        var _ = sample.walk(sample.repository.files.get("3000000.root.json"));
    }

    @Test
    void whatIsAsItShouldBeIsNotWritten() {
        sample.publish();
        sample.fill();
        store.deeds.clear();
        sample.fill();
        assertThat(store.deeds).isEmpty();
    }

    /** Clients that follow the new root refuse the old timestamp, so it comes when all else is there. */
    @Test
    void aRootWithAnotherOnlineKeyComesImmediatelyBeforeItsTimestamp() {
        sample.publish();
        sample.fill();
        sample.repository.onlineKey = TestRepository.key();
        sample.repository.targetsVersion++;
        sample.repository.publishRoot();
        sample.publish();
        store.deeds.clear();

        sample.fill();

        assertThat(store.deeds).endsWith("+2.snapshot.json", "+2.root.json", "=timestamp.json");
        assertThat(sample.walk().rootVersion()).isEqualTo(2);
    }

    /** Whatever a process that was killed has left, clients accept it, and the next process goes on from there. */
    @Test
    void aKillAtAnyDeedLeavesAMirrorThatClientsAccept() {
        for (int alive = 0; alive < 40; alive++) {
            var killed = new MirrorSample();
            killed.store.alive = alive;
            var rounds = 0;
            for (int step = 0; step < 4; step++) {
                if (step == 2) {
                    killed.repository.publishRoot();
                }
                killed.publish();
                if (filledOrKilled(killed)) {
                    rounds++;
                }
                if (killed.showsSomething()) {
                    var _ = killed.walk();
                }
            }
            killed.store.alive = Integer.MAX_VALUE;
            killed.publish();
            killed.fill();
            assertThat(killed.walk().targets()).as("after %s deeds", alive).hasSize(5);
            assertThat(rounds).isEqualTo(alive >= 22 ? 4 : rounds);
            everythingUnnamedIsNoted(killed);
        }
    }

    private static boolean filledOrKilled(MirrorSample sample) {
        try {
            sample.fill();
            return true;
        } catch (MemoryStore.Killed | IllegalStateException killed) {
            return false;
        }
    }

    /** Nothing is ever listed, so what is not noted would stay for ever. */
    private static void everythingUnnamedIsNoted(MirrorSample sample) {
        var named = sample.walk().files().keySet();
        var noted = sample.mirrors.leftovers(sample.mirror.id()).stream()
                .map(file -> file.role().fileName(file.version()))
                .toList();
        assertThat(noted).doesNotHaveDuplicates();
        assertThat(sample.store.files.keySet())
                .filteredOn(name -> !named.contains(name) && !name.equals("1.root.json"))
                .isSubsetOf(noted);
    }

    /** Between the root and the timestamp clients refuse what is there: the next process ends that first. */
    @Test
    void aKillInTheMiddleOfAChangeOfKeysIsMendedFirst() {
        sample.publish();
        sample.fill();
        sample.repository.onlineKey = TestRepository.key();
        sample.repository.targetsVersion++;
        sample.repository.publishRoot();
        sample.publish();
        store.alive = 5;
        assertThat(filledOrKilled(sample)).isFalse();
        assertThat(store.files).containsKey("2.root.json");
        assertThatThrownBy(sample::walk).isInstanceOf(ClientException.Untrusted.class);
        sample.publish();
        store.alive = 1;

        assertThat(filledOrKilled(sample)).isFalse();

        assertThat(sample.walk().timestampVersion()).isEqualTo(2);
        store.alive = Integer.MAX_VALUE;
        sample.fill();
        assertThat(sample.walk().timestampVersion()).isEqualTo(3);
    }

    @Test
    void whoClaimedItBeforeWritesNoTimestamp() {
        sample.publish();
        var stale = sample.round();
        sample.fill();
        sample.publish();
        sample.fill();
        store.deeds.clear();

        assertThatThrownBy(() -> {
                    sample.publish();
                    stale.fill(0);
                })
                .isInstanceOf(Mirrors.ClaimLost.class);

        assertThat(store.deeds).isEmpty();
    }

    /** It has passed every check, and stands still while another process goes on. */
    @Test
    void aStaleProcessCannotStepBack() {
        sample.publish();
        sample.fill();
        sample.publish();
        var newer = Bytes.utf8("{\"newer\":true}");
        store.before = () -> {
            store.before = () -> {};
            store.files.put("timestamp.json", newer);
        };

        assertThatThrownBy(sample::fill)
                .isInstanceOf(MirrorFailure.Contended.class)
                .hasMessageContaining("timestamp.json was written there by somebody else");

        assertThat(store.files).containsEntry("timestamp.json", newer);
    }

    @Test
    void whoDoesNotLeadWritesNothing() {
        sample.publish();
        sample.leads = false;
        assertThatThrownBy(sample::fill).isInstanceOf(MirrorWriter.Halted.class);
        assertThat(store.deeds).isEmpty();
    }

    @Test
    void aMirrorThatIsAheadIsLeftAlone() {
        sample.publish();
        sample.publish();
        sample.fill();
        var restored = new MirrorSample();
        restored.publish();
        restored.repository.files.put("1.root.json", sample.repository.firstRoot());
        restored.store.files.putAll(store.files);

        assertThatThrownBy(restored::fill)
                .isInstanceOf(MirrorFailure.Unfit.class)
                .hasMessageContaining("it shows version 2 of the timestamp, and this service has published 1");
        assertThat(restored.store.deeds).isEmpty();
    }

    @Test
    void theMirrorOfAnotherRepositoryIsLeftAlone() {
        var other = new MirrorSample();
        other.publish();
        other.fill();
        sample.publish();
        store.files.putAll(other.store.files);

        assertThatThrownBy(sample::fill)
                .isInstanceOf(MirrorFailure.Unfit.class)
                .hasMessageContaining("1.root.json is another one there");
        assertThat(store.files).isEqualTo(other.store.files);
    }

    @Test
    void whatDoesNotVerifyIsAnAlarmAndIsMended() {
        sample.publish();
        sample.fill();
        sample.publish();
        var round = sample.round();
        store.before = () -> store.files.put("2.bins-0.json", Bytes.utf8("{}"));

        assertThatThrownBy(() -> round.fill(0))
                .isInstanceOf(MirrorFailure.Unverifiable.class)
                .hasMessageContaining("clients refuse 2.bins-0.json");

        store.before = () -> {};
        round.alarm();
        round.fill(0);
        assertThat(sample.walk().targets()).hasSize(2);
        assertThat(round.isAlarm()).isFalse();
    }

    @Test
    void aFullCheckReadsAllThatClientsCanFind() {
        sample.publish();
        sample.fill();
        var round = sample.round();
        assertThat(round.check(1).problem()).isEmpty();
        assertThat(round.check(1).files()).isEqualTo(5);
        store.files.remove("1.bins-1.json");

        assertThat(round.check(2).problem()).contains("clients do not find 1.bins-1.json");
        assertThat(round.isAlarm()).isTrue();
        round.fill(0);
        assertThat(sample.walk().targets()).hasSize(1);
    }

    @Test
    void whatNobodyNeedsGoesWhenItsTimeHasCome() {
        sample.publish();
        sample.fill();
        sample.publish();
        sample.fill();
        var round = sample.round();
        round.sweep(new Mirrors.SweepLimit(sample.now, 1));
        assertThat(store.files).containsKey("1.bins-0.json");
        sample.now = sample.now.plus(Duration.ofSeconds(1));

        round.sweep(new Mirrors.SweepLimit(sample.now, 1));

        assertThat(store.files.keySet())
                .containsExactlyInAnyOrder(
                        "1.root.json",
                        "timestamp.json",
                        "2.snapshot.json",
                        "1.targets.json",
                        "2.bins-0.json",
                        "2.bins-1.json");
        assertThat(sample.walk().targets()).hasSize(2);
        assertThat(sample.mirrors.leftovers(sample.mirror.id())).isEmpty();
    }

    @Test
    void afterALongAbsenceNothingIsSentTwiceEither() {
        sample.publish();
        sample.fill();
        sample.publish();
        sample.publish();
        sample.retire();
        store.deeds.clear();

        sample.fill();

        assertThat(store.deeds).doesNotContain("+1.targets.json").contains("=timestamp.json");
        assertThat(sample.walk().targets()).hasSize(3);
        sample.now = sample.now.plus(Duration.ofSeconds(1));
        sample.round().sweep(new Mirrors.SweepLimit(sample.now, 1));
        assertThat(store.files).doesNotContainKeys("1.bins-0.json", "1.snapshot.json");
    }

    @Test
    void whatRetentionRemovedWhileItWasCopiedIsPassedOver() {
        sample.publish();
        sample.gone.put(new RoleVersion(RoleName.delegated("bins-1"), 1), true);
        assertThatThrownBy(sample::fill)
                .isInstanceOf(MirrorFailure.Away.class)
                .hasMessageContaining("1.bins-1.json was removed by retention");
        assertThat(store.files).doesNotContainKey("timestamp.json");
        sample.publish();
        sample.fill();
        assertThat(sample.walk().targets()).hasSize(2);
    }

    @Test
    void aStoreThatPassesOverConditionsIsRefused() {
        sample.publish();
        var careless = new CarelessStore();
        var round = new MirrorRound(
                sample.mirrors,
                sample.mirrors.claim(sample.mirror).result(),
                careless,
                sample,
                new MirrorWriter("disk", careless, sample, () -> true),
                sample.clock());
        assertThatThrownBy(() -> round.fill(0))
                .isInstanceOf(MirrorFailure.Unfit.class)
                .hasMessageContaining("a store that heeds If-None-Match and If-Match");
    }

    /** Writes whatever it is asked to. */
    private static final class CarelessStore implements MirrorStore {
        @Override
        public WriteHold hold(boolean empty) {
            return () -> {};
        }

        @Override
        public Optional<MirrorFile> read(String name, int maxBytes) {
            return Optional.empty();
        }

        @Override
        public boolean create(String name, Bytes content) {
            return true;
        }

        @Override
        public boolean replace(String name, @Nullable String tag, Bytes content) {
            return true;
        }

        @Override
        public void delete(String name) {}
    }
}
