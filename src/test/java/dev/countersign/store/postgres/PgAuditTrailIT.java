package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.step;
import static dev.countersign.store.StoreSamples.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.audit.AuditFilter;
import dev.countersign.audit.AuditQuery;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.repository.AuditContract;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.AuditLeaves.AuditedLeaf;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.store.Eventually;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.LogSamples;
import dev.countersign.transparency.PublicLog;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.Tile;
import dev.countersign.transparency.TreeHash;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PgAuditTrailIT extends WithDatabase implements AuditContract {
    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgJournal journal = new PgJournal(postgres, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);
    private final PgAuditTrail audit = new PgAuditTrail(postgres, StoreSamples.AUDIT_ROWS);

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public AuditTrail audit() {
        return audit;
    }

    @Override
    public AuditLeaves leaves() {
        return new PgAuditLeaves(postgres, RepositoryId.DEFAULT);
    }

    @Override
    public void settle(long journal, Map<Long, TaskOutcome> outcomes) {
        StoreSamples.publish(publications, new Step(step(1, journal, List.of()).head(), null, List.of(), outcomes, 4));
    }

    /** Another node has drawn nothing yet, but it is its turn: what it commits later must still come first. */
    @Test
    void anEventWaitsForItsTurn() throws SQLException, InterruptedException {
        Future<Void> added;
        try (var other = database.connection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select " + PgJournal.LOCK.formatted(RepositoryId.DEFAULT));
            added = audit.add(RepositoryId.DEFAULT, List.of(AuditContract.event("second")));
            Eventually.holds(
                    "the event waits for its turn",
                    () -> database.number("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                            == 1);
            statement.execute("insert into journal (repository, task, kind, held, payload, submitted_at)"
                    + " values (1, '00000000-0000-0000-0000-000000000002', 'PUBLISH', false, '', now())");
            other.commit();
        }
        await(added);

        var change = await(journal.after(0, 1, 1 << 20)).entries().getFirst();
        assertThat(rows()).extracting(AuditRow::position).allMatch(position -> position > change.position());
    }

    @Test
    void changesAndEventsOfTwoNodesAreReadInOrderWhileTheyCome() {
        var other = new PgAuditTrail(database.open(vertx), StoreSamples.AUDIT_ROWS);
        var writes = new ArrayList<Future<Void>>();
        for (long number = 0; number < 100; number++) {
            writes.add(journal.append(List.of(submission(2 * number), submission(2 * number + 1))));
            writes.add(other.add(RepositoryId.DEFAULT, List.of(AuditContract.event("event " + number))));
        }
        var all = Future.join(writes);

        var seen = new ArrayList<Long>();
        var complete = false;
        while (!complete) {
            complete = all.isComplete();
            var last = seen.isEmpty() ? 0 : seen.getLast();
            leavesAfter(last, Long.MAX_VALUE).forEach(row -> seen.add(row.position()));
        }

        await(all);
        assertThat(seen).hasSize(300).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void leavesOfManySmallBlocksComeInPieces() {
        await(journal.append(List.of(submission(1))));
        database.execute("insert into audit select repository, array[n], n, at, rows, leaves"
                + " from audit, generate_series(2, 1000) as n where position = 1");
        database.execute("insert into audit_outcome values (1, 1, 'a'), (1, 700, 'b')");

        var leaves = leavesAfter(0, Long.MAX_VALUE);

        assertThat(leaves)
                .extracting(AuditedLeaf::position)
                .isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(leaves)
                .filteredOn(leaf -> leaf.outcome() != null)
                .extracting(AuditedLeaf::position)
                .containsExactly(1L, 700L);
    }

    @Test
    void nothingIsWrittenForARepositoryThatIsNotServed() {
        var gone = new RepositoryId(99);
        assertThatThrownBy(() -> await(audit.add(gone, List.of(AuditContract.event("a")))))
                .isInstanceOf(RepositoryException.Gone.class);
        var none = new PgJournal(postgres, gone, StoreSamples.AUDIT_ROWS);
        assertThatThrownBy(() -> await(none.append(List.of(submission(1)))))
                .isInstanceOf(RepositoryException.Gone.class);

        assertThat(database.number("select count(*) from audit")).isZero();
        await(journal.append(List.of(submission(1))));
        assertThat(rows().getFirst().position()).as("no position is drawn").isEqualTo(1);
    }

    /** The entries of the log say which publication covers a row; those that cover nothing are passed over. */
    @Test
    void aRowKnowsThePublicationThatCoversIt() {
        await(journal.append(List.of(submission(1), submission(2))));
        await(audit.add(RepositoryId.DEFAULT, List.of(AuditContract.event("a"))));
        var positions = rows().stream().map(AuditRow::position).toList();
        var log = publishAs(
                1, PublicLog.begin(LogSamples.KEY, "log.example", 1), positions.subList(0, 2), LogSamples.KEY);
        log = publishAs(2, log, List.of(), null);
        log = publishAs(3, log, positions.subList(2, 3), null);
        await(journal.append(List.of(submission(3))));

        assertThat(rows()).extracting(AuditRow::publication).containsExactly(1L, 1L, 3L, null);
        assertThat(await(publications.current()).log()).isEqualTo(log);
        assertThat(log.audited()).isEqualTo(positions.get(2));
    }

    private PublicLog publishAs(long number, PublicLog log, List<Long> covered, @Nullable LogKey key) {
        var rows = new AuditCoverage.Rows();
        covered.forEach(position -> rows.add(position, AuditCoverage.leaf(position, TreeHash.EMPTY, null)));
        var like = LogSamples.entry(number, Map.of());
        var entry = new PublicationEntry(
                number, like.time(), like.root(), like.timestamp(), like.snapshot(), like.changes(), rows.coverage());
        var appended = log.plus(entry, LogSamples.KEY);
        var logged = new Publications.Logged(appended, key);
        StoreSamples.publish(publications, new Step(step(number).head(), null, List.of(), Map.of(), 4, logged));
        return appended.log();
    }

    /** Somebody with access to the database can put them there; whoever reads the audit sees them. */
    @Test
    void rowsBelowTheFirstPositionAndFarAboveAreFound() {
        await(journal.append(List.of(submission(1))));
        await(journal.append(List.of(submission(2))));
        for (var position : List.of("-9223372036854775808", "-5", "0", "9223372036854775807")) {
            database.execute("insert into audit select repository, array[" + position + "], " + position
                    + ", at, rows, leaves from audit where position = 1");
        }
        var all = List.of(Long.MIN_VALUE, -5L, 0L, 1L, 2L, Long.MAX_VALUE);

        assertThat(paged(AuditQuery.Order.OLDEST_FIRST)).isEqualTo(all);
        assertThat(paged(AuditQuery.Order.NEWEST_FIRST)).isEqualTo(all.reversed());
    }

    /** One row at a time. */
    private List<Long> paged(AuditQuery.Order order) {
        var found = new ArrayList<Long>();
        @Nullable Long from = null;
        while (true) {
            var page = await(audit.page(RepositoryId.DEFAULT, new AuditQuery(AuditFilter.ALL, order, from, 1)));
            page.rows().forEach(row -> found.add(row.position()));
            if (!page.more()) {
                return found;
            }
            from = page.reached();
        }
    }

    /** What an earlier version has left: changes that wait have no row, and nobody misses one. */
    @Test
    void aJournalOfBeforeThereWasAnAuditGoesOn() {
        try (var old = TestPostgres.database()) {
            Flyway.configure()
                    .dataSource("jdbc:" + old.uri().replaceFirst("//postgres@", "//") + "?user=postgres", null, null)
                    .locations("classpath:db/migration")
                    .target("6")
                    .load()
                    .migrate();
            old.execute("insert into journal (repository, task, kind, held, payload, submitted_at) select 1,"
                    + " ('00000000-0000-0000-0000-0000000010' || n)::uuid, 'PUBLISH', false, '', now()"
                    + " from generate_series(10, 20) as n");
            old.execute("insert into log_entry (repository, index, leaf, entry) values (1, 0, '\\x00', '{}')");

            var migrated = old.open(vertx);
            var journal = new PgJournal(migrated, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);
            var last = await(journal.after(0, 100, 1 << 20)).entries().getLast().position();
            await(journal.append(List.of(submission(1))));

            var leaves = new PgAuditLeaves(migrated, RepositoryId.DEFAULT);
            assertThat(await(leaves.after(0, 0)).leaves())
                    .as("behind what waits")
                    .isEmpty();
            assertThat(await(leaves.after(0, last + 1)).leaves())
                    .extracting(AuditedLeaf::position)
                    .containsExactly(last + 1);
            assertThat(await(new PgLogRecords(migrated, RepositoryId.DEFAULT).entries(new Tile(0, 0, 1))))
                    .containsExactly(Bytes.utf8("{}"));
        }
    }

    private List<AuditRow> rows() {
        return await(audit.page(
                        RepositoryId.DEFAULT,
                        new AuditQuery(AuditFilter.ALL, AuditQuery.Order.OLDEST_FIRST, null, 1_000)))
                .rows();
    }
}
