package dev.countersign.repository;

import static dev.countersign.repository.Examples.await;
import static dev.countersign.repository.Examples.submission;
import static dev.countersign.repository.Examples.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What everything that knows tasks promises, in memory as in a database. */
public interface TasksContract {

    /** The ones to be tested, none at first. */
    Tasks tasks();

    /** Where they are handed in. */
    Journal journal();

    /** Commits a publication that applies the journal up to a position. Returns when it was committed. */
    Instant apply(long position, Map<Long, TaskOutcome> outcomes);

    @Test
    default void aTaskThatNobodyHandedInIsUnknown() {
        submitted();

        assertThat(await(tasks().find(task(99)))).isEmpty();
    }

    @Test
    default void aTaskWaitsUntilItsPlaceIsApplied() {
        var entries = submitted();

        apply(entries.getFirst().position(), Map.of());

        var waiting = await(tasks().find(task(2))).orElseThrow();
        assertThat(waiting.entry()).isEqualTo(entries.get(1));
        assertThat(waiting.finishedAt()).isNull();
    }

    @Test
    default void aTaskIsFinishedWhenItsPlaceIsApplied() {
        var entries = submitted();

        var committed = apply(entries.get(1).position(), Map.of());

        var finished = await(tasks().find(task(2))).orElseThrow();
        assertThat(finished.entry()).isEqualTo(entries.get(1));
        assertThat(finished.finishedAt()).isEqualTo(committed);
        assertThat(finished.outcome()).isNull();
        assertThat(finished.bitLength()).isPositive();
    }

    @Test
    default void aTaskHasTheOutcomeThatItsPublicationGaveIt() {
        var entries = submitted();
        var outcome = new TaskOutcome.Refused(new Reason.InvalidSignature());
        var position = entries.get(1).position();

        apply(position, Map.of(position, outcome));

        assertThat(await(tasks().find(task(2))).orElseThrow().outcome()).isEqualTo(outcome);
        assertThat(await(tasks().find(task(1))).orElseThrow().outcome()).isNull();
    }

    @Test
    default void aTaskThatWasDecidedBeforeItsTurnIsAheadUntilThatComes() {
        var entries = submitted();
        var outcome = new TaskOutcome.Refused(new Reason.InvalidSignature());

        apply(entries.getFirst().position(), Map.of(entries.get(1).position(), outcome));

        var decided = await(tasks().find(task(2))).orElseThrow();
        assertThat(decided.isAhead()).isTrue();
        assertThat(decided.finishedAt()).isNull();
        assertThat(decided.outcome()).isEqualTo(outcome);
        assertThat(await(tasks().find(task(3))).orElseThrow().isAhead()).isFalse();
    }

    private List<JournalEntry> submitted() {
        await(journal().append(List.of(submission(1), submission(2), submission(3))));
        return await(journal().after(0, 10, 1 << 20)).entries();
    }
}
