package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.NOW;
import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.file;
import static dev.countersign.store.StoreSamples.key;
import static dev.countersign.store.StoreSamples.publish;
import static dev.countersign.store.StoreSamples.step;
import static dev.countersign.store.StoreSamples.submission;
import static dev.countersign.store.StoreSamples.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.store.StoreSamples;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publication n is committed n seconds after {@link StoreSamples#NOW}. */
class PgRetentionIT extends WithDatabase {
    private static final Instant LATE = NOW.plusSeconds(1_000);

    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgMetadataFiles files = new PgMetadataFiles(postgres, RepositoryId.DEFAULT);
    private final PgJournal journal = new PgJournal(postgres, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);
    private final PgTasks tasks = new PgTasks(postgres, RepositoryId.DEFAULT);

    /** Each publication replaces snapshot and one bin. */
    private void publishSnapshots(int count) {
        for (int number = 1; number <= count; number++) {
            publish(
                    publications,
                    step(number, key("snapshot", number - 1), key("bins-0", number - 1)),
                    file("snapshot", number),
                    file("bins-0", number));
        }
    }

    private boolean exists(RoleVersion key) {
        return await(files.find(key)).isPresent();
    }

    @Test
    void removesWhatOnlyOldSnapshotsReferTo() {
        publishSnapshots(5);

        assertThat(await(publications.sweepFiles(LATE, 1, 100))).isEqualTo(8);

        assertThat(database.number("select count(*) from metadata")).isEqualTo(2);
        assertThat(exists(key("snapshot", 5))).isTrue();
        assertThat(exists(key("bins-0", 5))).isTrue();
        assertThat(await(publications.sweepFiles(LATE, 1, 100))).isZero();
    }

    @Test
    void keepsWhatTheLastPublicationsReferTo() {
        publishSnapshots(5);

        assertThat(await(publications.sweepFiles(LATE, 3, 100))).isEqualTo(4);

        assertThat(exists(key("snapshot", 2))).isFalse();
        assertThat(exists(key("snapshot", 3))).isTrue();
    }

    /** Snapshot 2 was replaced by publication 3, three seconds after NOW: until then clients could fetch it. */
    @Test
    void countsTheAgeOfASnapshotFromWhenItWasReplaced() {
        publishSnapshots(5);

        await(publications.sweepFiles(NOW.plusSeconds(3), 1, 100));
        assertThat(exists(key("snapshot", 1))).isFalse();
        assertThat(exists(key("snapshot", 2))).isTrue();

        await(publications.sweepFiles(NOW.plusSeconds(4), 1, 100));
        assertThat(exists(key("snapshot", 2))).isFalse();
        assertThat(exists(key("snapshot", 3))).isTrue();
    }

    @Test
    void goesNoFurtherThanTheLimitAndContinuesNextTime() {
        publishSnapshots(6);

        // Publication 1 retired nothing that exists.
        assertThat(await(publications.sweepFiles(LATE, 1, 2))).isEqualTo(2);
        assertThat(await(publications.sweepFiles(LATE, 1, 2))).isEqualTo(4);
        assertThat(await(publications.sweepFiles(LATE, 1, 2))).isEqualTo(4);
        assertThat(await(publications.sweepFiles(LATE, 1, 2))).isZero();
    }

    /** Not even one whose node had a clock that was wrong. */
    @Test
    void isNotHeldUpByAPublicationThatIsTooYoung() {
        publish(publications, step(1), file("snapshot", 1));
        publish(publications, step(2, key("snapshot", 1)), file("snapshot", 2));
        publish(publications, step(3, key("snapshot", 2)), file("snapshot", 3));
        database.execute("update retired set replaced_at = '2040-01-01' where publication = 2");

        assertThat(await(publications.sweepFiles(LATE, 1, 100))).isEqualTo(1);

        assertThat(exists(key("snapshot", 1))).isTrue();
        assertThat(exists(key("snapshot", 2))).isFalse();
        database.execute("update retired set replaced_at = '2030-01-01' where publication = 2");
        assertThat(await(publications.sweepFiles(LATE, 1, 100))).isEqualTo(1);
    }

    /** Once it is known that a clock was wrong, what it dated ages from now on. */
    @Test
    void whatAClockThatWasAheadHasDatedIsDatedNow() {
        await(journal.append(List.of(submission(1))));
        publish(publications, step(1), file("snapshot", 1));
        publish(publications, step(2, key("snapshot", 1)), file("snapshot", 2));
        publish(publications, step(3, key("snapshot", 2)), file("snapshot", 3));
        database.execute("update retired set replaced_at = '2040-01-01' where publication = 2");
        database.execute("update publication set committed_at = '2040-01-01' where number = 2");

        await(publications.redate(LATE.minusSeconds(1)));

        assertThat(database.number("select count(*) from publication where committed_at > '2039-01-01'"))
                .isZero();
        assertThat(await(publications.sweepFiles(LATE, 1, 100))).isEqualTo(2);
        assertThat(exists(key("snapshot", 1))).isFalse();
        assertThat(exists(key("snapshot", 3))).isTrue();
    }

    @Test
    void neverRemovesARoot() {
        publish(publications, step(1), file("root", 1));
        publish(publications, step(2, key("root", 1)), file("root", 2));

        assertThat(await(publications.sweepFiles(LATE, 1, 100))).isZero();
        assertThat(exists(key("root", 1))).isTrue();
    }

    @Test
    void forgetsTasksThatFinishedLongAgo() {
        await(journal.append(List.of(submission(1), submission(2), submission(3), submission(4))));
        var positions = await(journal.after(0, 10, 1 << 20)).entries();
        publish(publications, step(1, positions.get(1).position(), List.of()));
        publish(publications, step(2, positions.get(1).position(), List.of()));
        publish(publications, step(3, positions.get(2).position(), List.of()));

        assertThat(await(publications.sweepTasks(NOW.plusSeconds(3), 100))).isEqualTo(2);

        assertThat(await(tasks.find(task(1)))).isEmpty();
        assertThat(await(tasks.find(task(2)))).isEmpty();
        assertThat(await(tasks.find(task(3)))).isPresent();
        assertThat(await(tasks.find(task(4)))).isPresent();
        assertThat(await(publications.sweepTasks(LATE, 100))).isEqualTo(1);
        assertThat(await(publications.sweepTasks(LATE, 100)))
                .as("an unfinished task stays")
                .isZero();
    }

    @Test
    void forgetsNoMoreTasksThanTheLimit() {
        await(journal.append(List.of(submission(1), submission(2), submission(3))));
        publish(publications, step(1, database.number("select max(position) from journal"), List.of()));

        assertThat(await(publications.sweepTasks(LATE, 2))).isEqualTo(2);
        assertThat(await(publications.sweepTasks(LATE, 2))).isEqualTo(1);
    }

    @Test
    void dropsPublicationsThatNoTaskNeeds() {
        await(journal.append(List.of(submission(1))));
        publishSnapshots(5);
        publish(publications, step(6, database.number("select max(position) from journal"), List.of()));
        publish(publications, step(7));

        await(publications.sweepTasks(NOW, 100));
        assertThat(database.number("select count(*) from publication")).isEqualTo(7);
        await(publications.sweepTasks(LATE, 100));

        assertThat(database.number("select max(number) from publication")).isEqualTo(7);
        assertThat(database.number("select count(*) from publication")).isEqualTo(1);
        publish(publications, step(8));
    }
}
