package dev.countersign.store;

import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.publish;
import static dev.countersign.store.StoreSamples.step;
import static dev.countersign.store.StoreSamples.submission;
import static dev.countersign.store.StoreSamples.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.Reason;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskRecord;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgTasksIT {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final Postgres postgres = database.open(vertx);
    private final PgTasks tasks = new PgTasks(postgres, RepositoryId.DEFAULT);
    private final PgPublications publications = StoreSamples.publications(postgres);
    private List<JournalEntry> entries = List.of();

    @BeforeEach
    void submit() {
        var journal = new PgJournal(postgres, RepositoryId.DEFAULT);
        await(journal.append(List.of(submission(1), submission(2), submission(3))));
        entries = await(journal.after(0, 10, 1 << 20)).entries();
    }

    @AfterEach
    void close() {
        await(vertx.close());
        database.close();
    }

    @Test
    void aTaskNobodySubmittedIsUnknown() {
        assertThat(await(tasks.find(task(99)))).isEmpty();
    }

    @Test
    void aTaskWaitsUntilAPublicationCoversIt() {
        publish(publications, step(1, entries.get(0).position(), List.of()));

        assertThat(await(tasks.find(task(2)))).contains(new TaskRecord(entries.get(1), null, null, 0));
    }

    @Test
    void aTaskIsFinishedByTheFirstPublicationThatCoversIt() {
        publish(publications, step(1, entries.get(0).position(), List.of()));
        publish(publications, step(2, entries.get(2).position(), List.of()));
        publish(publications, step(3, entries.get(2).position(), List.of()));

        assertThat(await(tasks.find(task(2))))
                .contains(new TaskRecord(entries.get(1), step(2).head().committedAt(), null, 4));
    }

    @Test
    void aTaskHasTheOutcomeItsPublicationGaveIt() {
        aTaskHasTheOutcome(new TaskOutcome.Refused(new Reason.InvalidSignature()));
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
        var position = entries.get(1).position();
        publish(
                publications,
                new Step(step(1, position, List.of()).head(), null, List.of(), Map.of(position, outcome), 4));

        assertThat(await(tasks.find(task(2))).orElseThrow().outcome()).isEqualTo(outcome);
        assertThat(await(tasks.find(task(1))).orElseThrow().outcome()).isNull();
    }
}
