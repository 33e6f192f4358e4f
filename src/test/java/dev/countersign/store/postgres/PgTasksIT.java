package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.publish;
import static dev.countersign.store.StoreSamples.step;
import static dev.countersign.store.StoreSamples.submission;
import static dev.countersign.store.StoreSamples.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskRecord;
import dev.countersign.repository.Tasks;
import dev.countersign.repository.TasksContract;
import dev.countersign.store.StoreSamples;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PgTasksIT extends WithDatabase implements TasksContract {
    private final PgTasks tasks = new PgTasks(postgres, RepositoryId.DEFAULT);
    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgJournal journal = new PgJournal(postgres, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Instant apply(long position, Map<Long, TaskOutcome> outcomes) {
        var head = step(1, position, List.of()).head();
        publish(publications, new Step(head, null, List.of(), outcomes, 4));
        return head.committedAt();
    }

    private List<JournalEntry> submit() {
        await(journal.append(List.of(submission(1), submission(2), submission(3))));
        return await(journal.after(0, 10, 1 << 20)).entries();
    }

    @Test
    void aTaskIsFinishedByTheFirstPublicationThatCoversIt() {
        var entries = submit();
        publish(publications, step(1, entries.get(0).position(), List.of()));
        publish(publications, step(2, entries.get(2).position(), List.of()));
        publish(publications, step(3, entries.get(2).position(), List.of()));

        assertThat(await(tasks.find(task(2))))
                .contains(new TaskRecord(entries.get(1), step(2).head().committedAt(), null, 4));
    }

    @Test
    void aTaskOfWhichAPartWasRefusedHasTheDetails() {
        aTaskHasTheOutcome(new TaskOutcome.TargetsAdded(
                List.of(new TargetPath("a")),
                List.of(),
                List.of(new RoleName("r")),
                List.of(),
                List.of(new TaskOutcome.NoRoom(new RoleName("r"), "too large", List.of(new TargetPath("b"))))));
    }

    private void aTaskHasTheOutcome(TaskOutcome outcome) {
        var position = submit().get(1).position();
        publish(
                publications,
                new Step(step(1, position, List.of()).head(), null, List.of(), Map.of(position, outcome), 4));

        assertThat(await(tasks.find(task(2))).orElseThrow().outcome()).isEqualTo(outcome);
        assertThat(await(tasks.find(task(1))).orElseThrow().outcome()).isNull();
    }
}
