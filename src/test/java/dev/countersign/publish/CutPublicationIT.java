package dev.countersign.publish;

import static dev.countersign.store.StoreSamples.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditFilter;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.audit.AuditQuery;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Change;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.Settings;
import dev.countersign.repository.Submission;
import dev.countersign.repository.TaskId;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import dev.countersign.store.TestProxy;
import dev.countersign.store.TestProxy.Moment;
import dev.countersign.store.postgres.PgAuditLeaves;
import dev.countersign.store.postgres.PgAuditTrail;
import dev.countersign.store.postgres.PgCurrentPublications;
import dev.countersign.store.postgres.PgJournal;
import dev.countersign.store.postgres.PgLeadership;
import dev.countersign.store.postgres.PgLogRecords;
import dev.countersign.store.postgres.PgMetadataFiles;
import dev.countersign.store.postgres.Postgres;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.Tile;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.FileName;
import dev.countersign.tuf.ForeignSample;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A node is cut off from PostgreSQL at every piece of what it says to it while it publishes, before that arrives and
 * before it is answered, as when it is killed there. Another one leads then. Whatever the first had come to: metadata,
 * public log and audit agree, nothing that was accepted is missing, and nothing is done twice.
 */
class CutPublicationIT {
    private static final RepositoryId REPOSITORY = RepositoryId.DEFAULT;
    private static final AuditQuery ALL_ROWS =
            new AuditQuery(AuditFilter.ALL, AuditQuery.Order.OLDEST_FIRST, null, 10_000);

    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final TestProxy network = TestProxy.to(TestPostgres.port());
    private final Postgres direct = database.open(vertx);
    private final PgJournal journal = new PgJournal(direct, REPOSITORY, StoreSamples.AUDIT_ROWS);
    private final PgAuditTrail audit = new PgAuditTrail(direct, StoreSamples.AUDIT_ROWS);
    private final Bench bench = new Bench();
    private final TreeSet<String> expected = new TreeSet<>();
    private long tasks;
    private int unseen;
    private int undone;

    @AfterEach
    void close() {
        network.close();
        await(vertx.close());
        database.close();
    }

    @Test
    void leavesNothingThatDisagrees() throws SQLException {
        bench.now = Instant.now();
        bootstrap();
        var cuts = new EnumMap<Moment, Integer>(Moment.class);
        for (var moment : Moment.values()) {
            int piece = 1;
            while (isCut(piece, moment)) {
                piece++;
            }
            cuts.put(moment, piece - 1);
        }
        assertThat(cuts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(8));
        assertThat(undone).as("cuts that left nothing").isPositive();
        assertThat(unseen).as("cuts behind the commit").isPositive();
    }

    @Test
    void takesARepositoryOverWhollyOrNotAtAll() throws SQLException {
        bench.now = Instant.now();
        var sample = ForeignSample.rstuf(bench.now);
        for (var moment : Moment.values()) {
            int piece = 1;
            while (isCutWhileTakingOver(sample, piece, moment)) {
                piece++;
            }
            assertThat(piece).isGreaterThan(4);
        }
        assertThat(undone).as("cuts that left nothing").isPositive();
        assertThat(unseen).as("cuts behind the commit").isPositive();
    }

    /** What others have published since is taken over in two parts, of which one was handed in before. */
    private boolean isCutWhileTakingOver(ForeignSample sample, int piece, Moment moment) throws SQLException {
        sample.publish();
        var files = sample.current();
        long before = database.number("select count(*) from metadata where repository = 1");
        long known = database.number("select \"timestamp\" from head where repository = 1");
        boolean cut;
        try (var node = new Node()) {
            node.settle();
            var part = handIn(new Change.HandInFiles(files.headMap("3")));
            handIn(new Change.Adopt(Bench.days(365, 365, 7, 1), List.of(part), files.tailMap("3")));
            network.cutAt(piece, moment);
            var failed = node.fails();
            cut = network.wasCut();
            assertThat(cut || !failed).as("nothing else fails").isTrue();
            if (failed) {
                // In one statement: what was about to be committed can still come in.
                long wrong = database.number("select case when \"timestamp\" = " + known
                        + " then (select count(*) from metadata where repository = 1) - " + before
                        + " else 0 end from head where repository = 1");
                assertThat(wrong)
                        .as("files of a takeover that has not happened")
                        .isZero();
                boolean kept = database.number("select \"timestamp\" from head where repository = 1") > known;
                unseen += kept ? 1 : 0;
                undone += kept ? 0 : 1;
            }
        }
        network.restore();
        try (var other = new Node()) {
            other.settle();
        }
        var served = state().files();
        assertThat(database.number("select \"timestamp\" from head where repository = 1"))
                .isEqualTo(sample.version("timestamp"));
        files.forEach((name, file) -> assertThat(served.get(key(name, sample)))
                .as(name)
                .satisfies(stored -> assertThat(stored.bytes()).isEqualTo(file)));
        return cut;
    }

    private static RoleVersion key(String name, ForeignSample sample) {
        return FileName.parse(name)
                .map(file -> new RoleVersion(file.role(), file.version()))
                .orElseGet(() -> new RoleVersion(RoleName.TIMESTAMP, sample.version("timestamp")));
    }

    private void bootstrap() throws SQLException {
        var settings =
                new Settings(Bench.days(365, 365, 7, 1, 30), new Settings.BinSettings(8, BinStyle.SUCCINCT), null);
        var root = bench.root(1, bench.online, 2, bench.alice, bench.bob);
        handIn(new Change.Bootstrap(settings, Bench.signed(root, bench.alice, bench.bob)));
        handIn(Bench.adding("removed/0"));
        try (var node = new Node()) {
            node.settle();
        }
        expected.add("removed/0");
        check();
    }

    /** One publication that is cut at a piece, and what comes then; whether there was that piece. */
    private boolean isCut(int piece, Moment moment) throws SQLException {
        boolean cut;
        try (var node = new Node()) {
            node.settle();
            handInSomeOfEach();
            long before = publication();
            network.cutAt(piece, moment);
            var failed = node.fails();
            cut = network.wasCut();
            if (failed) {
                boolean kept = publication() > before;
                unseen += kept ? 1 : 0;
                undone += kept ? 0 : 1;
            }
            assertThat(cut || !failed).as("nothing else fails").isTrue();
        }
        network.restore();
        try (var other = new Node()) {
            other.settle();
        }
        check();
        return cut;
    }

    private long publication() {
        return database.number("select publication from head where repository = 1");
    }

    private void handInSomeOfEach() {
        long number = tasks;
        event("before");
        handIn(Bench.adding("a/" + number, "b/" + number, "removed/" + number, "c/d/" + number));
        handIn(new Change.RemoveTargets(List.of(
                new TargetPath(expected.stream()
                        .filter(path -> path.startsWith("removed/"))
                        .findFirst()
                        .orElseThrow()),
                new TargetPath("never/there"))));
        event("between");
        handIn(Bench.adding("e/" + number));
        expected.removeIf(path -> path.startsWith("removed/"));
        expected.addAll(List.of("a/" + number, "b/" + number, "removed/" + number, "c/d/" + number, "e/" + number));
    }

    private TaskId handIn(Change change) {
        var task = new TaskId("%032x".formatted(++tasks));
        await(journal.append(List.of(new Submission(task, change, false, Instant.now(), Examples.ORIGIN))));
        return task;
    }

    private void event(String name) {
        var origin = new AuditOrigin("operator:command line", null, "token revoke", AuditOrigin.NO_BODY);
        await(audit.add(REPOSITORY, List.of(new AuditEvent.TokenRevoked("t", name).entry(Instant.now(), origin))));
    }

    private void check() throws SQLException {
        var state = state();
        bench.log.check(state);
        assertThat(bench.client.walk(state, Instant.now()).keySet()).isEqualTo(expected);
        assertThat(state.audit()).extracting(AuditRow::publication).doesNotContainNull();
        assertThat(state.audit()).extracting(AuditRow::position).doesNotHaveDuplicates();
    }

    private PublishedState state() throws SQLException {
        var keys = new ArrayList<RoleVersion>();
        try (var connection = database.connection();
                var statement = connection.createStatement()) {
            var files = statement.executeQuery("select role, version from metadata where repository = 1");
            while (files.next()) {
                keys.add(new RoleVersion(new RoleName(files.getString(1)), files.getInt(2)));
            }
        }
        var current = await(StoreSamples.publications(direct).current());
        return new PublishedState(
                current.head(),
                current.log(),
                entries(database.number("select count(*) from log_entry where repository = 1")),
                await(new PgMetadataFiles(direct, REPOSITORY).findAll(keys)),
                await(audit.page(REPOSITORY, ALL_ROWS)).rows());
    }

    private List<Bytes> entries(long size) {
        var records = new PgLogRecords(direct, REPOSITORY);
        var entries = new ArrayList<Bytes>();
        while (entries.size() < size) {
            int width = (int) Math.min(Tile.WIDTH, size - entries.size());
            entries.addAll(await(records.entries(new Tile(0, entries.size() / Tile.WIDTH, width))));
        }
        return entries;
    }

    /** One that leads, behind the network. */
    private final class Node implements AutoCloseable {
        private final Postgres postgres = database.open(vertx, network.uri(database.uri()));
        private final PgLeadership leadership = new PgLeadership(postgres, System::nanoTime);
        private final Leadership.Term term = await(leadership.acquire());
        private final WatchedClock clock =
                new WatchedClock(Instant::now, System::nanoTime, () -> Future.succeededFuture(Instant.now()), 0);
        private final Publisher.PublisherPorts ports = new Publisher.PublisherPorts(
                new PgJournal(postgres, REPOSITORY, StoreSamples.AUDIT_ROWS),
                new PgMetadataFiles(postgres, REPOSITORY),
                StoreSamples.publications(postgres),
                new PgAuditLeaves(postgres, REPOSITORY),
                leadership,
                new OwnThread(),
                new PgCurrentPublications(postgres).of(REPOSITORY),
                _ -> {},
                new Latest(),
                () -> LogKey.generate(new SecureRandom()));
        private @Nullable Lead lead;

        /** Works until nothing is left to do. What the one before was about to commit can still come in between. */
        void settle() {
            for (int failures = 0; failures < 10; failures++) {
                if (!fails()) {
                    return;
                }
                lead = null;
            }
            throw new AssertionError("never settles");
        }

        /** Works until nothing is left to do, or something fails. */
        boolean fails() {
            try {
                if (lead == null) {
                    lead = Lead.recover(ports, clock, Bench.settings(), bench.observer(), _ -> false);
                }
                while (lead.step() instanceof Progress.Worked) {}
                return false;
            } catch (RuntimeException failed) {
                bench.failures.add(failed);
                return true;
            }
        }

        @Override
        public void close() {
            leadership.close();
            await(term.release().otherwiseEmpty());
            await(postgres.close().otherwiseEmpty());
        }
    }

    private final class OwnThread implements SigningPool {
        @Override
        public Future<List<Draft.SignedDraft>> sign(Key key, List<Draft> drafts, SignsOfLife signs) {
            return Future.succeededFuture(drafts.stream()
                    .map(draft -> draft.sign(bench.online.signer()))
                    .toList());
        }

        @Override
        public Future<Void> check(Key key) {
            return Future.succeededFuture();
        }
    }
}
