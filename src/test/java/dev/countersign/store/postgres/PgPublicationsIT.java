package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.file;
import static dev.countersign.store.StoreSamples.key;
import static dev.countersign.store.StoreSamples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.repository.Head;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.MetadataFilesContract;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Publications.OutcomeUnknown;
import dev.countersign.repository.Publications.Superseded;
import dev.countersign.repository.PublicationsContract;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.Eventually;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PgPublicationsIT extends WithDatabase implements PublicationsContract, MetadataFilesContract {
    private static final String WRITTEN = "state = 'idle in transaction' and query like '%unnest%'";

    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgMetadataFiles files = new PgMetadataFiles(postgres, RepositoryId.DEFAULT);

    @Override
    public Publications publications() {
        return publications;
    }

    @Override
    public MetadataFiles files() {
        return files;
    }

    @Override
    public void publish(StoredFile... published) {
        StoreSamples.publish(
                publications, step(await(publications.current()).head().publication() + 1), published);
    }

    @Test
    void commitHeadAndFilesTogether() {
        var transaction = await(publications.begin(0));
        await(transaction.write(List.of(file("bins-0", 1), file("snapshot", 1))));
        assertThat(await(files.find(key("bins-0", 1)))).isEmpty();
        assertThat(await(publications.current()).head()).isEqualTo(Head.NONE);

        await(transaction.commit(step(1)));

        assertThat(await(publications.current()).head()).isEqualTo(step(1).head());
        assertThat(await(files.findAll(List.of(key("bins-0", 1), key("snapshot", 1), key("gone", 1)))))
                .isEqualTo(Map.of(key("bins-0", 1), file("bins-0", 1), key("snapshot", 1), file("snapshot", 1)));
    }

    @Test
    void followOneAnother() {
        for (int number = 1; number <= 20; number++) {
            StoreSamples.publish(publications, step(number, key("snapshot", number - 1)), file("snapshot", number));
        }

        assertThat(await(publications.current()).head()).isEqualTo(step(20).head());
        assertThat(database.number("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'countersign'"))
                .as("the connection is used again")
                .isLessThanOrEqualTo(5);
    }

    @Test
    void refuseToBeginWhenTheRepositoryHasMovedOn() {
        StoreSamples.publish(publications, step(1));

        assertThatThrownBy(() -> await(publications.begin(0))).isInstanceOf(Superseded.class);
        StoreSamples.publish(publications, step(2));
    }

    @Test
    void letOneOfTwoNodesCommit() {
        var other = StoreSamples.publications(database.open(vertx));
        var ours = await(publications.begin(0));
        var theirs = await(other.begin(0));
        await(ours.write(List.of(file("ours", 1))));
        await(theirs.write(List.of(file("theirs", 1))));

        await(theirs.commit(step(1)));

        assertThatThrownBy(() -> await(ours.commit(step(1))))
                .isInstanceOf(Superseded.class)
                .hasMessage("publication 1 was committed by another node");
        assertThat(await(files.find(key("ours", 1)))).isEmpty();
        assertThat(await(files.find(key("theirs", 1)))).isPresent();
        StoreSamples.publish(publications, step(2));
    }

    /** The second waits at the file both write, until the first has committed. */
    @Test
    void letOneOfTwoNodesWriteAFile() throws InterruptedException {
        var other = StoreSamples.publications(database.open(vertx));
        var ours = await(publications.begin(0));
        var theirs = await(other.begin(0));
        await(theirs.write(List.of(file("snapshot", 1))));
        Eventually.holds("their file is written", () -> waiting(WRITTEN) == 1);
        await(ours.write(List.of(file("snapshot", 1))));
        var ourCommit = ours.commit(step(1));
        Eventually.holds("ours waits", () -> waiting("wait_event_type = 'Lock'") == 1);

        await(theirs.commit(step(1)));

        assertThatThrownBy(() -> await(ourCommit)).isInstanceOf(Superseded.class);
        assertThat(database.number("select count(*) from publication")).isEqualTo(1);
    }

    @Test
    void tellAFileThatExistsFromAnotherNode() {
        StoreSamples.publish(publications, step(1), file("snapshot", 1));

        var transaction = await(publications.begin(1));
        await(transaction.write(List.of(file("snapshot", 1))));

        assertThatThrownBy(() -> await(transaction.commit(step(2))))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("metadata_pkey");
        assertThat(await(publications.current()).head().publication()).isEqualTo(1);
    }

    @Test
    void leaveNothingWhenAbandoned() {
        var transaction = await(publications.begin(0));
        await(transaction.write(List.of(file("snapshot", 1))));

        await(transaction.abandon());

        assertThat(await(publications.current()).head()).isEqualTo(Head.NONE);
        StoreSamples.publish(publications, step(1), file("snapshot", 1));
        assertThatThrownBy(() -> await(transaction.write(List.of(file("snapshot", 2)))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void writeMoreThanFitsInOneStatement() {
        var bins = IntStream.range(0, 10_000)
                .mapToObj(bin -> file("bins-" + bin, 1))
                .toList();
        var large = IntStream.range(0, 100)
                .mapToObj(bin -> file("large-" + bin, 1, 50_000))
                .toList();
        var transaction = await(publications.begin(0));
        for (int from = 0; from < bins.size(); from += 2_500) {
            await(transaction.write(bins.subList(from, from + 2_500)));
        }
        await(transaction.write(large));
        await(transaction.commit(step(1)));

        assertThat(database.number("select count(*) from metadata")).isEqualTo(10_100);
        var keys = large.stream().map(StoredFile::key).toList();
        assertThat(await(files.findAll(keys)).values()).containsExactlyInAnyOrderElementsOf(large);
        assertThat(await(files.expiries(keys))).hasSize(100).containsValue(StoreSamples.EXPIRES);
        var first = large.getFirst();
        assertThat(await(files.lengths(keys)))
                .hasSize(100)
                .containsEntry(first.key(), first.bytes().length());
    }

    @Test
    void sayThatTheOutcomeIsUnknownWhenTheConnectionIsCutInTheCommit() throws SQLException, InterruptedException {
        database.execute("""
            create function wait() returns trigger language plpgsql as
                $$ begin perform pg_advisory_xact_lock(99); return null; end $$;
            create constraint trigger wait after insert on publication
                deferrable initially deferred for each row execute function wait()\
            """);
        try (var blocker = database.connection();
                var statement = blocker.createStatement()) {
            statement.execute("select pg_advisory_lock(99)");
            var transaction = await(publications.begin(0));
            await(transaction.write(List.of(file("snapshot", 1))));
            var commit = transaction.commit(step(1));
            Eventually.holds("the commit is under way", () -> waiting("query = 'commit'") == 1);

            database.terminate("query = 'commit'");

            assertThatThrownBy(() -> await(commit)).isInstanceOf(OutcomeUnknown.class);
        }
        assertThat(await(publications.current()).head()).isEqualTo(Head.NONE);
        StoreSamples.publish(publications, step(1), file("snapshot", 1));
    }

    @Test
    void knowTheOutcomeWhenTheConnectionIsCutBeforeTheCommit() throws InterruptedException {
        var transaction = await(publications.begin(0));
        await(transaction.write(List.of(file("snapshot", 1))));
        Eventually.holds("the file is written", () -> waiting(WRITTEN) == 1);
        database.terminate("state = 'idle in transaction'");
        Eventually.holds("this node knows", () -> isLost(transaction));

        assertThatThrownBy(() -> await(transaction.commit(step(1)))).isInstanceOf(Unavailable.class);

        StoreSamples.publish(publications, step(1), file("snapshot", 1));
    }

    @Test
    void goOnWithANewConnectionWhenTheOneKeptWasLost() {
        StoreSamples.publish(publications, step(1));
        database.terminate("application_name = 'countersign'");

        StoreSamples.publish(publications, step(2));

        assertThat(await(publications.current()).head().publication()).isEqualTo(2);
    }

    /** As of repositories whose keys take long to sign, or never do. */
    @Test
    void publicationsWhoseFilesAreStillBeingMadeKeepNoOtherWaiting() {
        var began = System.nanoTime();
        var slow = new ArrayList<Publications.Transaction>();
        for (int i = 0; i < 100; i++) {
            slow.add(await(publications.begin(0)));
        }
        for (int i = 0; i < 40; i++) {
            var large = slow.get(i);
            var role = "slow-" + i;
            var _ = large.write(List.of(file(role, 1))).compose(_ -> large.write(List.of(file(role, 2))));
        }

        for (int number = 1; number <= 5; number++) {
            StoreSamples.publish(publications, step(number), file("snapshot", number));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("before PostgreSQL ends what stands idle in a transaction")
                .isLessThan(Duration.ofSeconds(9));
        slow.forEach(each -> await(each.abandon()));
        assertThat(database.number("select count(*) from metadata")).isEqualTo(5);
    }

    /** Its key signed in the end, long after another publication got its connection. */
    @Test
    void aPublicationThatWasSlowIsOpenedAgain() throws InterruptedException {
        var slow = await(publications.begin(0));
        Eventually.holds("its connection is given back", () -> waiting("state = 'idle in transaction'") == 0);
        await(slow.write(List.of(file("snapshot", 1))));

        await(slow.commit(step(1)));

        assertThat(await(files.find(key("snapshot", 1)))).isPresent();
    }

    /** PostgreSQL ends a transaction that stands idle for as long as a statement may take. */
    @Test
    void aPublicationWhoseKeyTakesLongBetweenTwoSlicesStaysOpen() {
        try (var impatient = TestPostgres.database()) {
            var limit = Duration.ofSeconds(2);
            var options = new PostgresOptions(impatient.uri(), 4, limit, limit, Duration.ofMillis(100));
            var quick = await(Postgres.open(vertx, options));
            var slow = await(StoreSamples.publications(quick).begin(0));
            await(slow.write(List.of(file("targets", 1))));
            await(slow.write(List.of(file("bins-0", 1))));

            impatient.execute("select pg_sleep(2.5)");

            await(slow.write(List.of(file("snapshot", 1))));
            await(slow.commit(step(1)));
        }
    }

    @Test
    void aConnectionThatEndedBeforeAnybodyWatchedGivesItsPlaceBack() {
        var connections = new PublicationConnections(postgres);
        for (int i = 0; i < 2 * PublicationConnections.MOST; i++) {
            var place = await(connections.await(Places.Stay.BRIEF).place());
            var connection = await(connections.take(place)).connection();
            var ended = Promise.<Void>promise();
            connection.closeHandler(_ -> ended.tryComplete());
            connection.close();
            await(ended.future());

            await(new PgTransaction(connections, publications, connection, 0).abandon());
        }
    }

    private static boolean isLost(Publications.Transaction transaction) {
        return await(transaction.write(List.of(file("targets", 1))).map(false).otherwise(true));
    }

    private long waiting(String condition) {
        return database.number(
                "select count(*) from pg_stat_activity where datname = current_database() and " + condition);
    }
}
