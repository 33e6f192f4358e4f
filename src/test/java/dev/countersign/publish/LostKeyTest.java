package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Change;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.RoleName;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An online key that is gone while changes wait that need it, and behind them the root that replaces it. */
class LostKeyTest {
    private final Bench bench = new Bench();
    private final GeneratedKey next = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
    private TaskId first;

    @BeforeEach
    void loseTheKey() {
        bench.bootstrapBins(4);
        bench.add("published");
        bench.settle();
        bench.signers.clear();
        first = bench.add("first");
        bench.settle();
        assertThat(bench.obstacle).isInstanceOf(Obstacle.UnusableKey.class);
    }

    @Test
    void theRootThatReplacesItIsReachedBehindWhatNeedsIt() {
        bench.remove("published");
        var rotation = bench.rotateOnlineKey(next);
        bench.add("last");
        bench.settle();

        allIsPublished(rotation);
        assertThat(bench.store.outcome(first)).isNull();
    }

    @Test
    void soIsOneWhoseSignaturesAreStillComingIn() {
        bench.signers.put(next.toKey().id(), next.signer());
        var root = bench.root(2, next, 2, bench.alice, bench.bob);
        var update = bench.submit(new Change.UpdateRoot(Bench.signed(root, bench.alice)));
        bench.remove("published");
        var unsigned = Bench.signed(root);
        var signature = bench.submit(new Change.Sign(RoleName.ROOT, Bench.signature(unsigned, bench.bob)));
        bench.add("last");
        bench.settle();

        allIsPublished(update);
        allIsPublished(signature);
    }

    @Test
    void andOneBehindMoreSignaturesThanAreReadAtOnce() {
        var signature = Bench.signature(Bench.signed(bench.root(2, next, 2, bench.alice, bench.bob)), bench.bob);
        for (int number = 0; number < 2 * MemoryRepository.PIECE; number++) {
            bench.submit(new Change.Sign(RoleName.delegated("dev"), signature));
        }
        var rotation = bench.rotateOnlineKey(next);
        bench.add("last");
        bench.settle();

        assertThat(bench.obstacle).isNull();
        assertThat(bench.walk()).containsOnlyKeys("published", "first", "last");
        assertThat(bench.store.outcome(rotation))
                .isNotInstanceOfAny(TaskOutcome.Refused.class, TaskOutcome.Failed.class)
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource(MemoryRepository.Step.class)
    void whateverFailsAndWhoeverLeadsDecidesItOnce(MemoryRepository.Step step) {
        bench.remove("published");
        var rotation = bench.rotateOnlineKey(next);
        bench.add("last");
        bench.failures.clear();
        bench.store.failOnce(new MemoryRepository.Fault(step, step.changes()));
        for (int leader = 0; leader < 10; leader++) {
            bench.restart();
            bench.settleOneStep();
        }

        allIsPublished(rotation);
    }

    @Test
    void whatWasDecidedBeforeItsTurnIsPassedOverWhenTheKeyIsBack() {
        var root = bench.root(2, next, 2, bench.alice, bench.bob);
        var update = bench.submit(new Change.UpdateRoot(Bench.signed(root, bench.alice)));
        bench.settle();
        assertThat(bench.store.outcome(update))
                .isNotInstanceOfAny(TaskOutcome.Refused.class, TaskOutcome.Failed.class)
                .isNotNull();
        assertThat(bench.obstacle).isInstanceOf(Obstacle.UnusableKey.class);

        bench.restart();
        bench.signers.put(bench.online.toKey().id(), bench.online.signer());
        bench.settle();

        assertThat(bench.walk()).containsOnlyKeys("published", "first");
        assertThat(bench.store.head().journal()).isEqualTo(bench.store.lastPosition());
    }

    @Test
    void aRootThatKeepsTheKeyWaitsForIt() {
        var root = bench.root(2, bench.online, 2, bench.alice, bench.bob);
        var update = bench.submit(new Change.UpdateRoot(Bench.signed(root, bench.alice, bench.bob)));
        bench.settle();
        assertThat(bench.store.outcome(update)).isNull();
        assertThat(bench.obstacle).isInstanceOf(Obstacle.UnusableKey.class);

        bench.signers.put(bench.online.toKey().id(), bench.online.signer());
        bench.settle();

        assertThat(bench.walk()).containsOnlyKeys("published", "first");
        assertThat(bench.store.outcome(update))
                .isNotInstanceOfAny(TaskOutcome.Refused.class, TaskOutcome.Failed.class)
                .isNotNull();
    }

    private void allIsPublished(TaskId decision) {
        assertThat(bench.obstacle).isNull();
        assertThat(bench.walk()).containsOnlyKeys("first", "last");
        assertThat(bench.store.outcome(decision))
                .isNotInstanceOfAny(TaskOutcome.Refused.class, TaskOutcome.Failed.class)
                .isNotNull();
        assertThat(bench.store.head().root()).isEqualTo(2);
        assertThat(bench.store.head().journal()).isEqualTo(bench.store.lastPosition());
    }
}
