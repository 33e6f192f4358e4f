package dev.countersign.repository;

import static dev.countersign.repository.Examples.await;
import static dev.countersign.repository.Examples.publish;
import static dev.countersign.repository.Examples.submission;
import static dev.countersign.repository.Examples.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditFilter;
import dev.countersign.audit.AuditLeaf;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import dev.countersign.audit.AuditQuery.Order;
import dev.countersign.audit.AuditRow;
import dev.countersign.repository.AuditLeaves.AuditedLeaf;
import dev.countersign.tuf.TargetPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every audit promises, one in memory as one in a database. */
public interface AuditContract {

    /** The journal of the repository, empty at first. */
    Journal journal();

    AuditTrail audit();

    AuditLeaves leaves();

    /** Applies the journal up to a position in a publication without metadata, with outcomes of tasks. */
    void settle(long journal, Map<Long, TaskOutcome> outcomes);

    static AuditEntry event(String name) {
        var operator = new AuditOrigin("operator:command line", null, "token create", AuditOrigin.NO_BODY);
        return new AuditEvent.TokenRevoked("t1", name).entry(Examples.NOW, operator);
    }

    @Test
    default void aChangeHasARowAtItsPosition() {
        await(journal().append(List.of(submission(1), publish(2))));

        var rows = rows();
        var entries = await(journal().after(0, 10, 1 << 20)).entries();
        assertThat(rows)
                .extracting(AuditRow::position)
                .isEqualTo(entries.stream().map(JournalEntry::position).toList());
        assertThat(rows)
                .extracting(AuditRow::entry)
                .containsExactly(AuditedChange.entry(submission(1)), AuditedChange.entry(publish(2)));
        var first = rows.getFirst();
        assertThat(first.entry().kind()).isEqualTo("ADD_TARGETS");
        assertThat(first.entry().task()).isEqualTo(task(1).hex());
        assertThat(first.entry().origin()).isEqualTo(Examples.ORIGIN);
        assertThat(first.entry().details().toText()).isEqualTo("{\"paths\":[\"pkg/file-1.tar.gz\"]}");
        assertThat(first.repository()).isEqualTo(RepositoryId.DEFAULT.value());
        assertThat(first.salt().length()).isEqualTo(AuditLeaf.SALT_LENGTH);
        assertThat(rows.get(1).salt()).isNotEqualTo(first.salt());
        assertThat(first.outcome()).isNull();
        assertThat(first.publication()).isNull();
    }

    @Test
    default void aListThatIsAppendedAgainHasItsRowsOnce() {
        await(journal().append(List.of(submission(1), submission(2))));
        await(journal().append(List.of(submission(1), submission(2))));
        await(journal().append(List.of(submission(3))));

        assertThat(rows())
                .extracting(row -> row.entry().task())
                .containsExactly(task(1).hex(), task(2).hex(), task(3).hex());
    }

    @Test
    default void changesAndEventsAreInOneOrder() {
        await(journal().append(List.of(submission(1))));
        await(audit().add(RepositoryId.DEFAULT, List.of(event("a"), event("b"))));
        await(journal().append(List.of(submission(2))));

        assertThat(rows())
                .extracting(row -> row.entry().kind())
                .containsExactly("ADD_TARGETS", "TOKEN_REVOKED", "TOKEN_REVOKED", "ADD_TARGETS");
        assertThat(rows()).extracting(AuditRow::position).isSorted().doesNotHaveDuplicates();
        assertThat(rows().get(1).entry()).isEqualTo(event("a"));
        assertThat(rows().get(2).entry()).isEqualTo(event("b"));
    }

    @Test
    default void whatBecameOfAChangeIsAddedToItsRow() {
        await(journal().append(List.of(submission(1), submission(2))));
        var second = rows().get(1).position();

        var outcome = new TaskOutcome.TargetsRemoved(List.of(), List.of(new TargetPath("a")), List.of());
        settle(second, Map.of(second, outcome));

        assertThat(rows()).extracting(AuditRow::outcome).containsExactly(null, AuditedChange.outcome(outcome));
        assertThat(leavesAfter(0, second))
                .extracting(AuditedLeaf::outcome)
                .containsExactly(null, AuditLeaf.outcome(AuditedChange.outcome(outcome)));
    }

    @Test
    default void leavesAreTheHashesOfRows() {
        await(journal().append(List.of(submission(1), submission(2))));
        await(audit().add(RepositoryId.DEFAULT, List.of(event("a"))));

        assertThat(leavesAfter(0, Long.MAX_VALUE))
                .isEqualTo(rows().stream()
                        .map(row -> new AuditedLeaf(row.position(), row.leaf(), null))
                        .toList());
    }

    /** Events after the last change that is applied are covered, and a change that waits is not, nor what follows it. */
    @Test
    default void leavesEndBeforeTheFirstChangeThatIsNotApplied() {
        await(audit().add(RepositoryId.DEFAULT, List.of(event("a"))));
        await(journal().append(List.of(submission(1))));
        await(audit().add(RepositoryId.DEFAULT, List.of(event("b"))));
        await(journal().append(List.of(submission(2))));
        await(audit().add(RepositoryId.DEFAULT, List.of(event("c"))));
        var positions = rows().stream().map(AuditRow::position).toList();

        assertThat(positionsAfter(0, 0)).isEqualTo(positions.subList(0, 1));
        assertThat(positionsAfter(0, positions.get(1))).isEqualTo(positions.subList(0, 3));
        assertThat(positionsAfter(positions.get(2), positions.get(3))).isEqualTo(positions.subList(3, 5));
    }

    @Test
    default void manyLeavesComeInPieces() {
        var many = new ArrayList<Submission>();
        for (long number = 0; number < 30; number++) {
            many.add(submission(number));
        }
        await(journal().append(many));

        assertThat(leavesAfter(0, Long.MAX_VALUE)).hasSize(30);
    }

    @Test
    default void pagesGoOnWhereTheLastOneEnded() {
        for (long number = 0; number < 30; number++) {
            await(journal().append(List.of(submission(number))));
        }

        assertThat(found(AuditFilter.ALL, Order.OLDEST_FIRST, 7)).isEqualTo(rows());
        assertThat(found(AuditFilter.ALL, Order.NEWEST_FIRST, 7)).isEqualTo(rows().reversed());
        var last = rows().getLast().position();
        var behind =
                await(audit().page(RepositoryId.DEFAULT, new AuditQuery(AuditFilter.ALL, Order.OLDEST_FIRST, last, 7)));
        assertThat(behind).isEqualTo(new AuditPage(List.of(), last, false));
        await(audit().add(RepositoryId.DEFAULT, List.of(event("new"))));
        assertThat(await(audit().page(
                                        RepositoryId.DEFAULT,
                                        new AuditQuery(AuditFilter.ALL, Order.OLDEST_FIRST, behind.reached(), 7)))
                        .rows())
                .hasSize(1);
    }

    @Test
    default void filtersByWhatIsAskedFor() {
        await(journal().append(List.of(submission(1), publish(2))));
        await(audit().add(RepositoryId.DEFAULT, List.of(event("a"))));
        var now = Examples.NOW;

        assertThat(kinds(new AuditFilter("command", null, null, null, null, null)))
                .containsExactly("TOKEN_REVOKED");
        assertThat(kinds(new AuditFilter(null, "token create", null, null, null, null)))
                .containsExactly("TOKEN_REVOKED");
        assertThat(kinds(new AuditFilter(null, null, "PUBLISH", null, null, null)))
                .containsExactly("PUBLISH");
        assertThat(kinds(new AuditFilter(null, null, null, task(1).hex(), null, null)))
                .containsExactly("ADD_TARGETS");
        assertThat(kinds(new AuditFilter(null, null, null, task(9).hex(), null, null)))
                .isEmpty();
        assertThat(kinds(new AuditFilter(null, null, null, null, now, now.plusMillis(1))))
                .hasSize(3);
        assertThat(kinds(new AuditFilter(null, null, null, null, now.plus(Duration.ofHours(1)), null)))
                .isEmpty();
        assertThat(kinds(new AuditFilter(null, null, null, null, null, now))).isEmpty();
        assertThat(kinds(new AuditFilter("ci", "POST /api/v1/artifacts", "PUBLISH", task(2).hex(), now, null)))
                .containsExactly("PUBLISH");
    }

    /** A row that seems old because a clock was wrong goes with those after it, so that only the oldest are ever missing. */
    @Test
    default void whatIsOldGoesFromTheOldestOn() {
        var origin = Examples.ORIGIN;
        var times =
                List.of(0, 10, 5, 20).stream().map(Examples.NOW::plusSeconds).toList();
        times.forEach(at -> await(
                audit().add(RepositoryId.DEFAULT, List.of(new AuditEvent.TokenRevoked("t1", "a").entry(at, origin)))));

        assertThat(await(audit().sweep(times.getFirst()))).isFalse();
        assertThat(sweptTo(Examples.NOW.plusSeconds(8))).isEqualTo(times.subList(1, 4));
        assertThat(sweptTo(Examples.NOW.plusSeconds(15))).isEqualTo(times.subList(3, 4));
        assertThat(sweptTo(Examples.NOW.plusSeconds(99))).isEmpty();
    }

    private List<Instant> sweptTo(Instant before) {
        while (await(audit().sweep(before))) {}
        return rows().stream().map(row -> row.entry().at()).toList();
    }

    private List<String> kinds(AuditFilter filter) {
        return found(filter, Order.OLDEST_FIRST, 2).stream()
                .map(row -> row.entry().kind())
                .toList();
    }

    private List<AuditRow> rows() {
        return found(AuditFilter.ALL, Order.OLDEST_FIRST, 1_000);
    }

    private List<AuditRow> found(AuditFilter filter, Order order, int limit) {
        var found = new ArrayList<AuditRow>();
        @Nullable Long from = null;
        AuditPage page;
        do {
            page = await(audit().page(RepositoryId.DEFAULT, new AuditQuery(filter, order, from, limit)));
            found.addAll(page.rows());
            from = page.reached();
        } while (page.more());
        return found;
    }

    private List<Long> positionsAfter(long covered, long applied) {
        return leavesAfter(covered, applied).stream().map(AuditedLeaf::position).toList();
    }

    default List<AuditedLeaf> leavesAfter(long covered, long applied) {
        var leaves = new ArrayList<AuditedLeaf>();
        var piece = await(leaves().after(covered, applied));
        leaves.addAll(piece.leaves());
        while (piece.more()) {
            piece = await(leaves().after(leaves.getLast().position(), applied));
            leaves.addAll(piece.leaves());
        }
        return leaves;
    }
}
