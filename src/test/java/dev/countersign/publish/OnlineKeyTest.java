package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.sign.Signer;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An online key that goes, comes back, or is lost for good. */
class OnlineKeyTest {
    private final Bench bench = new Bench();

    @BeforeEach
    void bootstrap() {
        bench.bootstrapBins(16);
        bench.add("before");
        bench.settle();
    }

    @Test
    void withoutItNothingIsPublishedAndTheReasonIsTold() {
        var head = bench.store.head();
        var key = takeKey();
        bench.add("waits");
        bench.settle();

        assertThat(bench.obstacle).isInstanceOf(Obstacle.UnusableKey.class);
        assertThat(bench.failures).isEmpty();
        assertThat(bench.store.head()).isEqualTo(head);

        bench.signers.put(bench.online.toKey().id(), key);
        bench.settle();
        assertThat(bench.obstacle).isNull();
        assertThat(bench.walk()).containsKeys("before", "waits");
    }

    @Test
    void howManyRolesAnotherKeyHasSignedIsToldWhileItSigns() {
        var many = new Bench();
        many.bootstrapBins(128);
        many.settle();
        many.slices.clear();

        many.rotateOnlineKey(PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()));
        many.settle();

        assertThat(many.slices)
                .startsWith("0 of 128 roles are signed")
                .hasSizeGreaterThan(3)
                .doesNotHaveDuplicates()
                .allMatch(sentence -> sentence.endsWith(" of 128 roles are signed"));
        assertThat(many.signing).isNull();
    }

    @Test
    void nothingIsToldOfItAfterTheKeyFailsBetweenTwoRoles() {
        var many = new Bench();
        many.bootstrapBins(128);
        many.settle();
        many.store.failOnce(new MemoryRepository.Fault(MemoryRepository.Step.SIGN, false));

        many.rotateOnlineKey(PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()));
        many.recover();

        assertThatThrownBy(many::step).hasMessageContaining("injected");
        assertThat(many.signing).isNull();
    }

    @Test
    void aStartWithoutItServesWhatIsPublishedAlthoughSomeOfItHasExpired() {
        bench.restart();
        bench.now = bench.now.plus(Duration.ofDays(3));
        var key = takeKey();

        bench.recover();

        assertThat(bench.latest.view().head()).isEqualTo(bench.store.head());
        assertThat(bench.step()).isInstanceOf(Progress.Blocked.class);
        bench.signers.put(bench.online.toKey().id(), key);
        bench.settle();
        assertThat(bench.walk()).containsKeys("before");
    }

    @Test
    void aRootWithAnotherKeyReplacesOneThatIsLost() {
        takeKey();
        bench.now = bench.now.plus(Duration.ofDays(3));
        bench.settle();
        assertThat(bench.obstacle).isInstanceOf(Obstacle.UnusableKey.class);

        bench.rotateOnlineKey(PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()));
        bench.settle();

        assertThat(bench.obstacle).isNull();
        assertThat(bench.store.head().root()).isEqualTo(2);
        assertThat(bench.walk()).containsKeys("before");
    }

    @Test
    void timestampAndSnapshotCanHaveKeysOfTheirOwn() {
        var snapshot = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        var timestamp = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        var bins = bench.store.head().targets();

        bench.giveOnlineKeys(2, bench.online, snapshot, timestamp);
        bench.settle();

        assertThat(bench.store.head().root()).isEqualTo(2);
        assertThat(bench.store.head().targets()).isEqualTo(bins);
        assertThat(bench.walk()).containsKeys("before");
        var before = bench.store.head();

        // A new key of timestamp alone has nothing else signed again.
        var next = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        bench.giveOnlineKeys(3, bench.online, snapshot, next);
        bench.settle();

        assertThat(bench.store.head().timestamp()).isEqualTo(before.timestamp() + 1);
        assertThat(bench.store.head().snapshot()).isEqualTo(before.snapshot());
        bench.add("after");
        bench.settle();
        assertThat(bench.walk()).containsKeys("before", "after");
    }

    @Test
    void aRootWhoseSnapshotKeyCannotSignIsRefused() {
        var missing = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        bench.giveOnlineKeys(2, bench.online, missing, bench.online);
        bench.signers.remove(missing.toKey().id());
        bench.settle();

        assertThat(bench.store.head().root()).isEqualTo(1);
        bench.add("goes-on");
        bench.settle();
        assertThat(bench.walk()).containsKeys("before", "goes-on");
    }

    private Signer takeKey() {
        return Objects.requireNonNull(bench.signers.remove(bench.online.toKey().id()));
    }
}
