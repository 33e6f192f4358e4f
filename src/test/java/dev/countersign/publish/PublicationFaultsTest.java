package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.publish.MemoryRepository.Fault;
import dev.countersign.publish.MemoryRepository.Step;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step of a publication fails once, with and without its effect kept; a client looks after each. */
class PublicationFaultsTest {

    static Stream<Fault> faults() {
        return Arrays.stream(Step.values())
                .filter(Step::changes)
                .flatMap(step -> Stream.of(new Fault(step, false), new Fault(step, true)));
    }

    static Stream<Step> reads() {
        return Arrays.stream(Step.values()).filter(step -> !step.changes());
    }

    @ParameterizedTest
    @MethodSource("reads")
    void aReadThatFailsIsDoneAgain(Step read) {
        var bench = new Bench();
        bench.bootstrapBins(8);
        bench.add("a", "b");
        bench.settle();
        bench.restart();

        bench.store.failOnce(new Fault(read, false));
        bench.add("c");
        bench.remove("a");
        bench.settle();

        assertThat(bench.store.faultPending()).isFalse();
        assertThat(bench.failures).isNotEmpty();
        assertThat(bench.walk()).containsOnlyKeys("b", "c");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void bootstrapSurvives(Fault fault) {
        var bench = new Bench();
        bench.store.failOnce(fault);
        bench.bootstrapBins(8);
        bench.settle();
        assertThat(bench.store.faultPending()).isFalse();
        assertThat(bench.store.head().timestamp()).isEqualTo(1);
        assertThat(bench.walk()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void nothingAcknowledgedIsLost(Fault fault) {
        var bench = new Bench();
        bench.bootstrapBins(8);
        bench.add("a", "b", "c", "d/e/f.txt");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("a", "b", "c", "d/e/f.txt");

        bench.store.failOnce(fault);
        bench.add("new/1", "new/2", "new/3", "new/4", "new/5");
        bench.remove("b");
        bench.settle();

        assertThat(bench.store.faultPending()).isFalse();
        assertThat(bench.failures).isNotEmpty();
        assertThat(bench.walk()).containsOnlyKeys("a", "c", "d/e/f.txt", "new/1", "new/2", "new/3", "new/4", "new/5");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theSameBatchAgainAfterARestartChangesNothingTwice(Fault fault) {
        var bench = new Bench();
        bench.bootstrapBins(8);
        bench.settle();
        bench.store.failOnce(fault);
        bench.add("x", "y");
        bench.settle();
        bench.restart();
        bench.settle();
        var timestamp = bench.store.head().timestamp();
        assertThat(timestamp).isEqualTo(2);
        assertThat(bench.walk()).containsOnlyKeys("x", "y");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void onlineKeyRotationIsAllOrNothing(Fault fault) {
        var bench = new Bench();
        bench.bootstrapBins(8);
        bench.add("a", "b", "c");
        bench.settle();
        bench.walk();
        var next = dev.countersign.sign.file.PrivateKeys.generate(
                dev.countersign.sign.file.KeyKind.RSA_2048, new java.security.SecureRandom());

        bench.store.failOnce(fault);
        bench.rotateOnlineKey(next);
        bench.settle();

        assertThat(bench.walk()).containsOnlyKeys("a", "b", "c");
        assertThat(bench.store.head().root()).isEqualTo(2);
    }
}
