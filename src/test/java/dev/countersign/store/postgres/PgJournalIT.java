package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.held;
import static dev.countersign.store.StoreSamples.submission;
import static dev.countersign.store.StoreSamples.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Change;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalContract;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Publications;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Submission;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.store.Eventually;
import dev.countersign.store.StoreSamples;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Signature;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PgJournalIT extends WithDatabase implements JournalContract {
    private final PgJournal journal = new PgJournal(postgres, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);

    @Override
    public Journal journal() {
        return journal;
    }

    @Test
    void aLongJournalComesInPiecesThatFitTogether() {
        var submissions =
                LongStream.range(0, 9_000).mapToObj(StoreSamples::submission).toList();
        await(journal.append(submissions));
        await(journal.append(List.of(held(9_001))));
        await(journal.append(List.of(StoreSamples.publish(9_002))));

        var pieces = pieces();

        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(entries(pieces))
                .extracting(Examples::bare)
                .startsWith(submissions.stream().map(Examples::bare).toArray(JournalEntry[]::new))
                .endsWith(Examples.bare(held(9_001)), Examples.bare(StoreSamples.publish(9_002)))
                .hasSize(9_002);
    }

    @Test
    void largeEntriesComeOneByOne() {
        var large = LongStream.range(0, 5)
                .mapToObj(number -> StoreSamples.submission(number, 700_000))
                .toList();
        await(journal.append(large));

        var pieces = pieces();

        assertThat(pieces).hasSize(5);
        assertThat(entries(pieces))
                .extracting(Examples::bare)
                .isEqualTo(large.stream().map(Examples::bare).toList());
    }

    /** The whole journal. */
    private List<Journal.Piece> pieces() {
        var pieces = new ArrayList<Journal.Piece>();
        long last = 0;
        do {
            var piece = await(journal.after(last, 20_000, 32 << 20));
            pieces.add(piece);
            last = piece.entries().getLast().position();
        } while (pieces.getLast().more());
        return pieces;
    }

    private static List<JournalEntry> entries(List<Journal.Piece> pieces) {
        return pieces.stream().flatMap(piece -> piece.entries().stream()).toList();
    }

    /** The other node has drawn nothing yet, but it is its turn: what it commits later must still come first. */
    @Test
    void drawsPositionsOnlyWhenItsTurnHasCome() throws SQLException, InterruptedException {
        Future<Void> appended;
        try (var other = database.connection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select " + PgJournal.LOCK.formatted(RepositoryId.DEFAULT));
            appended = journal.append(List.of(submission(1)));
            Eventually.holds(
                    "the append waits for its turn",
                    () -> database.number("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                            == 1);
            statement.execute("insert into journal (repository, task, kind, held, payload, submitted_at)"
                    + " values (1, '00000000-0000-0000-0000-000000000002', 'PUBLISH', false, '', now())");
            other.commit();
        }
        await(appended);

        assertThat(await(journal.after(0, 100, 1 << 20)).entries())
                .extracting(JournalEntry::task)
                .containsExactly(task(2), task(1));
    }

    @Test
    void aReaderMissesNothingWhileTwoNodesAppendAtOnce() {
        var second = new PgJournal(database.open(vertx), RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);
        var appends = new ArrayList<Future<Void>>();
        for (long i = 0; i < 300; i += 3) {
            var node = i % 2 == 0 ? journal : second;
            appends.add(node.append(List.of(submission(i), submission(i + 1), submission(i + 2))));
        }
        var all = Future.join(appends);

        var seen = new ArrayList<JournalEntry>();
        var complete = false;
        while (!complete || seen.size() < 300) {
            complete = all.isComplete();
            var last = seen.isEmpty() ? 0 : seen.getLast().position();
            var entries = await(journal.after(last, 50, 1 << 20)).entries();
            if (complete && entries.isEmpty()) {
                break;
            }
            seen.addAll(entries);
        }

        await(all);
        assertThat(seen).hasSize(300);
        assertThat(new HashSet<>(seen)).hasSize(300);
        assertThat(seen).extracting(JournalEntry::position).isSorted();
    }

    @Test
    void findsWhatIsNotDecidedBehindEverythingElse() {
        var signature = new Signature(new KeyId("k1"), "ab");
        var sign = new Change.Sign(RoleName.ROOT, signature);
        await(journal.append(List.of(
                submission(1),
                new Submission(task(2), sign, false, StoreSamples.NOW, Examples.ORIGIN),
                submission(3),
                new Submission(
                        task(4), new Change.StopSigning(RoleName.ROOT), false, StoreSamples.NOW, Examples.ORIGIN))));
        var found = await(journal.undecided(0, 10, 1 << 20)).entries();
        assertThat(found).extracting(JournalEntry::task).containsExactly(task(2), task(4));
        var first = await(journal.undecided(0, 1, 1 << 20));
        assertThat(first.entries()).hasSize(1);
        assertThat(first.more()).isTrue();

        var position = found.getFirst().position();
        var outcome = new TaskOutcome.Failed("no");
        var head = StoreSamples.step(1, 0, List.of()).head();
        StoreSamples.publish(
                StoreSamples.publications(postgres),
                new Publications.Step(head, null, List.of(), Map.of(position, outcome), 4));

        assertThat(await(journal.undecided(0, 10, 1 << 20)).entries())
                .extracting(JournalEntry::task)
                .containsExactly(task(4));
    }

    /** Any number of adoptions may wait, of some megabytes each. */
    @Test
    void ofWhatIsNotDecidedNoMoreIsReadAtOnceThanHasRoom() {
        var file = Bytes.wrap(new byte[400_000]);
        var adoptions = LongStream.range(0, 5)
                .mapToObj(number -> new Submission(
                        task(number),
                        new Change.Adopt(new TreeMap<>(), List.of(), new TreeMap<>(Map.of("timestamp.json", file))),
                        false,
                        StoreSamples.NOW,
                        Examples.ORIGIN))
                .toList();
        await(journal.append(adoptions));

        var read = new ArrayList<Integer>();
        long last = 0;
        Journal.Piece piece;
        do {
            piece = await(journal.undecided(last, 10, 32 << 20));
            read.add(piece.entries().size());
            last = piece.entries().getLast().position();
        } while (piece.more());

        assertThat(read).as("adoptions in a megabyte each").containsExactly(2, 2, 1);
        assertThat(await(journal.undecided(0, 10, 1)).entries()).hasSize(1);
        assertThat(await(journal.undecided(last, 10, 1))).isEqualTo(Journal.Piece.NOTHING);
    }
}
