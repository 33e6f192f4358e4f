package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.audit.AuditRow;
import dev.countersign.publish.MemoryRepository.Fault;
import dev.countersign.publish.MemoryRepository.Step;
import dev.countersign.repository.RepositoryId;
import dev.countersign.transparency.PublicationEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which publication covers which rows of the audit. {@link PublishedAudit} compares all of them after each walk. */
class AuditCoverTest {
    private final Bench bench = new Bench();

    private void event(String name) {
        var origin = new AuditOrigin("operator:command line", null, "token revoke", AuditOrigin.NO_BODY);
        var _ = bench.store.audit.add(
                RepositoryId.DEFAULT, List.of(new AuditEvent.TokenRevoked("t", name).entry(bench.now, origin)));
    }

    private PublicationEntry lastEntry() {
        return PublicationEntry.parse(bench.store.entries().getLast());
    }

    private AuditRow row(String task) {
        return bench.store.audit.rows().stream()
                .filter(row -> task.equals(row.entry().task()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aChangeIsCoveredByThePublicationThatAppliesIt() {
        bench.bootstrapBins(4);
        bench.settle();
        var task = bench.add("a");
        bench.settle();
        var publication = bench.store.head().publication();
        bench.add("b");
        bench.settle();

        assertThat(row(task.hex()).publication()).isEqualTo(publication);
        assertThat(bench.store.head().publication()).isEqualTo(publication + 1);
        bench.walk();
    }

    @Test
    void eventsAreCoveredByTheNextPublicationAlsoAfterTheLastChange() {
        bench.bootstrapBins(4);
        bench.settle();
        event("before");
        bench.add("a");
        event("after");
        bench.settle();

        assertThat(lastEntry().audit().count()).isEqualTo(3);
        assertThat(bench.store.audit.rows()).extracting(AuditRow::publication).doesNotContainNull();
        bench.walk();
    }

    /** What is only decided makes no entry; the next entry covers it with what became of it. */
    @Test
    void whatIsRefusedIsCoveredWithItsOutcome() {
        bench.bootstrapBins(4);
        bench.settle();
        var refused = bench.bootstrapBins(4);
        bench.settle();
        assertThat(row(refused.hex()).outcome()).isNotNull();
        assertThat(row(refused.hex()).publication()).isNull();

        var missing = bench.remove("never/there");
        bench.add("a");
        bench.settle();

        assertThat(lastEntry().audit().count()).isEqualTo(3);
        assertThat(Objects.requireNonNull(row(missing.hex()).outcome()).texts("missing"))
                .containsExactly("never/there");
        assertThat(row(refused.hex()).publication())
                .isEqualTo(bench.store.head().publication());
        bench.walk();
    }

    @Test
    void aChangeThatWaitsAndAllBehindItAreNotCovered() {
        bench.bootstrapBins(4);
        bench.submit(Bench.adding("held"), true);
        event("behind it");
        bench.settle();

        assertThat(bench.store.audit.rows())
                .extracting(AuditRow::publication)
                .containsExactly(bench.store.head().publication(), null, null);
        bench.walk();
    }

    /** More rows than the store gives at once. */
    @Test
    void manyRowsAreOneCoverage() {
        bench.bootstrapBins(4);
        bench.settle();
        for (int number = 0; number < 100; number++) {
            bench.add("many/" + number);
        }
        bench.settle();

        assertThat(lastEntry().audit().count()).isEqualTo(100);
        bench.walk();
    }

    static Stream<Fault> faults() {
        return Arrays.stream(Step.values())
                .flatMap(step -> step.changes()
                        ? Stream.of(new Fault(step, false), new Fault(step, true))
                        : Stream.of(new Fault(step, false)));
    }

    /** After whatever fails, no row is covered twice, none is left out, and each as it is. */
    @ParameterizedTest
    @MethodSource("faults")
    void logAndAuditNeverDisagree(Fault fault) {
        bench.bootstrapBins(8);
        bench.add("a", "b");
        event("one");
        bench.settle();
        bench.walk();

        bench.restart();
        bench.store.failOnce(fault);
        bench.add("c");
        event("two");
        bench.remove("a", "not/there");
        bench.bootstrapBins(4);
        bench.add("d");
        event("three");
        bench.settle();

        assertThat(bench.store.faultPending()).isFalse();
        assertThat(bench.walk()).containsOnlyKeys("b", "c", "d");
        assertThat(bench.store.audit.rows()).extracting(AuditRow::publication).doesNotContainNull();
        bench.restart();
        bench.add("e");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("b", "c", "d", "e");
        assertThat(lastEntry().audit().count()).isEqualTo(1);
    }
}
