package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.NOW;
import static dev.countersign.store.StoreSamples.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditEntry;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Examples;
import dev.countersign.repository.LogRecords;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoriesContract;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.StoreSamples;
import dev.countersign.transparency.LogSamples;
import dev.countersign.tuf.RepositoryName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PgRepositoriesIT extends WithDatabase implements RepositoriesContract {
    private final PgRepositories repositories = new PgRepositories(postgres, StoreSamples.AUDIT_ROWS);

    @Override
    public Repositories repositories() {
        return repositories;
    }

    @Override
    public List<AuditEntry> audited() {
        return StoredAudit.of(postgres);
    }

    private Repositories.PendingWork work() {
        return await(repositories.work(NOW)).stream()
                .filter(each -> each.id().equals(RepositoryId.DEFAULT))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellWhatWaitsAndSinceWhen() {
        var journal = new PgJournal(postgres, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);
        await(journal.append(List.of(StoreSamples.held(1))));
        assertThat(work().backlog().submissions()).isEqualTo(1);
        assertThat(work().backlog().due()).isFalse();

        await(journal.append(
                LongStream.rangeClosed(2, 30).mapToObj(StoreSamples::submission).toList()));

        assertThat(work().backlog().submissions()).isEqualTo(30);
        assertThat(work().backlog().due()).isTrue();
        assertThat(work().backlog().oldest()).isEqualTo(NOW);
    }

    /** Every table that has rows of repositories, those that are added later too. */
    @Test
    void purgeLeavesNothingOfARemovedRepositoryButItsAudit() {
        var entry = await(repositories.create(new RepositoryName("pypi"), false, NOW, Examples.ORIGIN));
        var id = entry.id();
        var publications = new PgPublications(new PublicationConnections(postgres), id);
        var first = LogSamples.first();
        publish(publications, 1, new Publications.Logged(first, LogSamples.KEY));
        publish(publications, 2, new Publications.Logged(LogSamples.next(first.log()), null));
        await(new PgLogRecords(postgres, id).keep(new LogRecords.Cosigned("w", 2, Bytes.utf8("checkpoint"))));
        // A log of 256 entries has the first.
        database.execute("insert into log_node values (" + id + ", 1, 0, '\\x00')");
        await(new PgJournal(postgres, id, StoreSamples.AUDIT_ROWS).append(List.of(StoreSamples.submission(1))));
        assertThat(rows(id)).containsKeys("metadata", "journal", "publication", "log_entry", "log_node", "log_key");
        assertThat(rows(id)).containsKeys("log_cosignature", "head");

        assertThat(await(repositories.remove(entry, NOW, Examples.ORIGIN))).isTrue();
        var later = NOW.plus(Duration.ofHours(1));
        while (await(repositories.purge(later))) {}

        assertThat(rows(id)).isEqualTo(Map.of("audit", 1L));
        assertThat(database.number("select count(*) from repository where id = " + id + " and purged_at is not null"))
                .isEqualTo(1);
    }

    private static void publish(PgPublications publications, long number, Publications.Logged logged) {
        var head = StoreSamples.step(number).head();
        var step = new Publications.Step(head, null, List.of(), Map.of(), 4, logged);
        StoreSamples.publish(publications, step, StoreSamples.file("timestamp", (int) number));
    }

    /** How many rows each table has of it, where there are any. */
    private Map<String, Long> rows(RepositoryId id) {
        var found = new TreeMap<String, Long>();
        for (var table : tables()) {
            var count = database.number("select count(*) from " + table + " where repository = " + id);
            if (count > 0) {
                found.put(table, count);
            }
        }
        return found;
    }

    private List<String> tables() {
        try (var connection = database.connection();
                var rows = connection
                        .createStatement()
                        .executeQuery("select table_name from information_schema.columns"
                                + " where column_name = 'repository' and table_schema = current_schema()")) {
            var tables = new ArrayList<String>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** However much waits in one repository, the question that is about all of them stays short. */
    @Test
    void countOnlySoMuchOfALongBacklog() {
        database.execute("""
            insert into journal (repository, task, kind, held, payload, submitted_at)
            select 1, gen_random_uuid(), 'ADD_TARGETS', n < 200000, '\\x', '2030-01-01T00:00:00Z'
            from generate_series(1, 200000) as n\
            """);
        database.execute("vacuum analyze journal");

        assertThat(work().backlog().submissions()).isEqualTo(PgRepositories.MOST_COUNTED);
        assertThat(work().backlog().due()).isTrue();

        var began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(work().backlog().oldest()).isNotNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
}
