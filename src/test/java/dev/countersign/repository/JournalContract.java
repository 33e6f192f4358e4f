package dev.countersign.repository;

import static dev.countersign.repository.Examples.await;
import static dev.countersign.repository.Examples.bootstrap;
import static dev.countersign.repository.Examples.held;
import static dev.countersign.repository.Examples.publish;
import static dev.countersign.repository.Examples.submission;
import static dev.countersign.repository.Examples.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Journal.Backlog;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every journal promises, one in memory as one in a database. */
public interface JournalContract {

    /** The one to be tested, empty at first. */
    Journal journal();

    @Test
    default void givesBackWhatWasAppendedInTheOrderGiven() {
        var submissions = List.of(submission(3), held(1), publish(2));

        await(journal().append(submissions));

        var entries = entriesAfter(0);
        assertThat(entries).extracting(Examples::bare).isEqualTo(bare(submissions));
        assertThat(entries).extracting(JournalEntry::position).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void appendingNothingIsNoWork() {
        await(journal().append(List.of()));

        assertThat(await(journal().backlog(0))).isEqualTo(new Backlog(0, false, null));
    }

    @Test
    default void findsAnEntryByItsTask() {
        await(journal().append(List.of(submission(1), submission(2))));

        assertThat(await(journal().entry(Examples.task(2))))
                .contains(entriesAfter(0).get(1));
        assertThat(await(journal().entry(Examples.task(3)))).isEmpty();
    }

    @Test
    default void startsAfterAPosition() {
        await(journal().append(List.of(submission(1), submission(2))));
        var first = await(journal().after(0, 1, 1 << 20)).entries().getFirst();

        assertThat(entriesAfter(first.position())).extracting(Examples::bare).isEqualTo(bare(List.of(submission(2))));
    }

    @Test
    default void givesAtMostAsManyEntriesAsAskedFor() {
        await(journal()
                .append(LongStream.range(0, 10).mapToObj(Examples::submission).toList()));

        assertThat(await(journal().after(0, 3, 1 << 20)).entries()).hasSize(3);
    }

    @Test
    default void stopsBeforeEntriesExceedTheBytesButGivesAtLeastOne() {
        await(journal()
                .append(LongStream.range(10, 20).mapToObj(Examples::submission).toList()));
        var bytes = entriesAfter(0).getFirst().bytes();

        assertThat(bytes).isPositive();
        assertThat(await(journal().after(0, 100, 1)).entries()).hasSize(1);
        assertThat(await(journal().after(0, 100, 4L * bytes)).entries()).hasSize(4);
        assertThat(await(journal().after(0, 100, 4L * bytes - 1)).entries()).hasSize(3);
    }

    @Test
    default void tellsWhetherAnythingFollows() {
        await(journal().append(List.of(submission(10), submission(11), submission(12))));
        var bytes = entriesAfter(0).getFirst().bytes();

        assertThat(await(journal().after(0, 2, 1 << 20)).more()).isTrue();
        assertThat(await(journal().after(0, 100, 2L * bytes)).more()).isTrue();
        assertThat(await(journal().after(0, 100, 3L * bytes)).more()).isFalse();
    }

    @Test
    default void givesNothingWhileEverythingIsHeldAndThenAllInOrder() {
        await(journal().append(List.of(held(1), held(2))));
        assertThat(entriesAfter(0)).isEmpty();

        await(journal().append(List.of(publish(3))));

        assertThat(entriesAfter(0)).extracting(Examples::bare).isEqualTo(bare(List.of(held(1), held(2), publish(3))));
    }

    @Test
    default void aTaskThatIsInTheJournalStaysAsItIsWhenItIsAppendedAgain() {
        await(journal().append(List.of(submission(1))));

        await(journal().append(List.of(held(1), submission(2))));

        assertThat(entriesAfter(0)).extracting(Examples::bare).isEqualTo(bare(List.of(submission(1), submission(2))));
    }

    @Test
    default void countsWhatWaitsAndSaysWhetherItIsDue() {
        var old = new Submission(task(1), new Change.Publish(), true, Examples.NOW.minusSeconds(60), Examples.ORIGIN);
        await(journal().append(List.of(old, held(2))));
        assertThat(await(journal().backlog(0))).isEqualTo(new Backlog(2, false, old.submittedAt()));

        await(journal().append(List.of(submission(3))));

        assertThat(await(journal().backlog(0)).due()).isTrue();
        var last = entriesAfter(0).getLast().position();
        assertThat(await(journal().backlog(last))).isEqualTo(new Backlog(0, false, null));
    }

    @Test
    default void findsABootstrapThatWaits() {
        assertThat(await(journal().bootstrapAfter(0))).isEmpty();
        await(journal().append(List.of(submission(1), bootstrap(2))));

        assertThat(await(journal().bootstrapAfter(0))).contains(task(2));
        assertThat(await(journal().bootstrapAfter(entriesAfter(0).getLast().position())))
                .isEmpty();
    }

    private static List<JournalEntry> bare(List<Submission> submissions) {
        return submissions.stream().map(Examples::bare).toList();
    }

    private List<JournalEntry> entriesAfter(long position) {
        return await(journal().after(position, 100, 1 << 20)).entries();
    }
}
