package dev.countersign.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditLeaf;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.PublicationEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever somebody does to rows of an audit, the public log shows it, and which row it was. */
class AuditCheckTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String HASH = "0123456789abcdef".repeat(4);

    /** Positions 10, 20 … 90: three publications of three rows each. */
    private final List<AuditRow> rows = rows(9).stream()
            .map(row -> by(row, row.position() < 40 ? 1L : row.position() < 70 ? 3L : 4L))
            .toList();

    private final List<PublicationEntry> log = List.of(
            entry(1, NOW.minusSeconds(300), rows.subList(0, 3)),
            entry(2, NOW.minusSeconds(200), List.of()),
            entry(3, NOW.minusSeconds(200), rows.subList(3, 6)),
            entry(4, NOW.minusSeconds(100), rows.subList(6, 9)));

    private static List<AuditRow> rows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new AuditRow(
                        1,
                        10L * i,
                        new AuditEntry(
                                NOW.minusSeconds(1_000 - i),
                                new AuditOrigin(
                                        "token:a:ci",
                                        "192.0.2.7",
                                        "POST /api/v1/artifacts",
                                        Bytes.utf8("body " + i).sha256()),
                                "ADD_TARGETS",
                                HexFormat.of().toHexDigits(i).repeat(4),
                                Json.object().put("paths", List.of("a/" + i)).build()),
                        Bytes.utf8("salt " + i).sha256().slice(0, AuditLeaf.SALT_LENGTH),
                        i % 4 == 0 ? Json.object().put("kind", "refused").build() : null,
                        null))
                .toList();
    }

    private static AuditRow by(AuditRow row, @Nullable Long publication) {
        return new AuditRow(row.repository(), row.position(), row.entry(), row.salt(), row.outcome(), publication);
    }

    /** All of publication 7. */
    private static List<AuditRow> bySeven(int count) {
        return rows(count).stream().map(row -> by(row, 7L)).toList();
    }

    private static PublicationEntry entry(long publication, Instant time, List<AuditRow> covered) {
        var made = new AuditCoverage.Rows();
        covered.forEach(row -> made.add(
                row.position(), AuditCoverage.leaf(row.position(), row.leaf(), AuditLeaf.outcome(row.outcome()))));
        var pinned = new PublicationEntry.Pinned(1, HASH);
        var entry = new PublicationEntry(
                publication,
                time,
                pinned,
                pinned,
                pinned,
                PublicationEntry.Changes.of(new TreeMap<>()),
                made.coverage());
        // As it is read: from the bytes of the log.
        return PublicationEntry.parse(entry.toBytes());
    }

    private AuditCheck check(List<AuditRow> now) {
        return check(now, Instant.MIN);
    }

    private AuditCheck check(List<AuditRow> now, Instant kept) {
        var check = new AuditCheck(now.iterator(), kept);
        log.forEach(check::entry);
        check.end();
        return check;
    }

    private List<String> findings(List<AuditRow> now) {
        return check(now).findings().stream().map(Finding::sentence).toList();
    }

    private List<AuditRow> without(int... gone) {
        var left = new ArrayList<>(rows);
        IntStream.of(gone).boxed().sorted((a, b) -> b - a).forEach(at -> left.remove((int) at));
        return left;
    }

    private List<AuditRow> with(int at, AuditRow row) {
        var now = new ArrayList<>(rows);
        now.set(at, row);
        return now;
    }

    private static AuditRow at(AuditRow row, long position) {
        return new AuditRow(row.repository(), position, row.entry(), row.salt(), row.outcome(), row.publication());
    }

    @Test
    void rowsAsTheyWereAreVerifiedAndNewerOnesCounted() {
        var more = new ArrayList<>(rows);
        more.addAll(rows(11).subList(9, 11));
        var check = check(more);

        assertThat(check.findings()).isEmpty();
        assertThat(check.verified()).isEqualTo(9);
        assertThat(check.newer()).isEqualTo(2);
        assertThat(check.retired()).isZero();
    }

    @Test
    void eachDeletedRowIsNamed() {
        assertThat(findings(without(4)))
                .containsExactly("a row between the positions 40 and 60 was deleted (publication 3)");
        assertThat(findings(without(3))).containsExactly("a row at position 40 was deleted (publication 3)");
        assertThat(findings(without(8))).containsExactly("a row at position 90 was deleted (publication 4)");
        assertThat(findings(without(1, 4))).hasSize(2);
        assertThat(findings(without(3, 4, 5))).hasSize(3);
        assertThat(check(without(1)).verified()).isEqualTo(8);
        assertThat(findings(without(0, 1, 2, 3, 4, 5, 6, 7, 8))).hasSize(9);
    }

    @Test
    void aRowOfWhichAnythingWasChangedIsNamed() {
        for (int i = 0; i < rows.size(); i++) {
            for (var change : changes().entrySet()) {
                var changed = change.getValue().apply(rows.get(i));
                var found = check(with(i, changed)).findings();
                assertThat(found).as(change.getKey()).hasSize(1);
                assertThat(found.getFirst())
                        .as(change.getKey())
                        .isEqualTo(new Finding.ChangedRow(found.getFirst().publication(), changed));
            }
        }
    }

    /** Every column. */
    private static Map<String, UnaryOperator<AuditRow>> changes() {
        var changes = new LinkedHashMap<String, UnaryOperator<AuditRow>>();
        changes.put(
                "repository",
                row -> new AuditRow(2, row.position(), row.entry(), row.salt(), row.outcome(), row.publication()));
        changes.put(
                "at",
                row -> entry(
                        row, e -> new AuditEntry(e.at().plusSeconds(1), e.origin(), e.kind(), e.task(), e.details())));
        changes.put(
                "actor", row -> origin(row, o -> new AuditOrigin("token:b:ci", o.address(), o.operation(), o.body())));
        changes.put(
                "address", row -> origin(row, o -> new AuditOrigin(o.actor(), "192.0.2.8", o.operation(), o.body())));
        changes.put("no address", row -> origin(row, o -> new AuditOrigin(o.actor(), null, o.operation(), o.body())));
        changes.put("operation", row -> origin(row, o -> new AuditOrigin(o.actor(), o.address(), "GET /", o.body())));
        changes.put(
                "body",
                row -> origin(row, o -> new AuditOrigin(o.actor(), o.address(), o.operation(), AuditOrigin.NO_BODY)));
        changes.put(
                "kind", row -> entry(row, e -> new AuditEntry(e.at(), e.origin(), "PUBLISH", e.task(), e.details())));
        changes.put("task", row -> entry(row, e -> new AuditEntry(e.at(), e.origin(), e.kind(), null, e.details())));
        changes.put(
                "details",
                row -> entry(row, e -> new AuditEntry(e.at(), e.origin(), e.kind(), e.task(), Json.Obj.EMPTY)));
        changes.put(
                "salt",
                row -> new AuditRow(
                        1, row.position(), row.entry(), Bytes.wrap(new byte[16]), row.outcome(), row.publication()));
        changes.put(
                "outcome",
                row -> new AuditRow(
                        1,
                        row.position(),
                        row.entry(),
                        row.salt(),
                        row.outcome() == null
                                ? Json.object().put("kind", "refused").build()
                                : null,
                        row.publication()));
        return changes;
    }

    private static AuditRow entry(AuditRow row, UnaryOperator<AuditEntry> change) {
        return new AuditRow(
                row.repository(),
                row.position(),
                change.apply(row.entry()),
                row.salt(),
                row.outcome(),
                row.publication());
    }

    private static AuditRow origin(AuditRow row, UnaryOperator<AuditOrigin> change) {
        return entry(row, e -> new AuditEntry(e.at(), change.apply(e.origin()), e.kind(), e.task(), e.details()));
    }

    @Test
    void aRowThatWasMovedIsNamed() {
        assertThat(check(with(4, at(rows.get(4), 51))).findings())
                .containsExactly(new Finding.ChangedRow(3, at(rows.get(4), 51)));
    }

    @Test
    void twoRowsThatChangedPlacesAreNamed() {
        var now = new ArrayList<>(rows);
        now.set(1, at(rows.get(2), 20));
        now.set(2, at(rows.get(1), 30));

        assertThat(check(now).findings())
                .containsExactly(
                        new Finding.ChangedRow(1, at(rows.get(2), 20)), new Finding.ChangedRow(1, at(rows.get(1), 30)));
    }

    @Test
    void anAddedRowIsNamedWhereverItIs() {
        for (long position : List.of(Long.MIN_VALUE, 0L, 1L, 15L, 35L, 61L, 89L)) {
            var added = by(at(rows.getFirst(), position), position < 31 ? 1L : position < 61 ? 3L : 4L);
            var now = new ArrayList<>(rows);
            now.add(added);
            now.sort((a, b) -> Long.compare(a.position(), b.position()));

            var found = check(now).findings();
            assertThat(found).hasSize(1);
            assertThat(found.getFirst())
                    .isEqualTo(new Finding.AddedRow(found.getFirst().publication(), added));
        }
    }

    @Test
    void retentionTakesTheOldestAndNothingElse() {
        var first = check(without(0, 1, 2), NOW.minusSeconds(250));
        assertThat(first.findings()).isEmpty();
        assertThat(first.retired()).isEqualTo(3);
        assertThat(first.verified()).isEqualTo(6);

        var inTheMiddle = check(without(0, 1, 2, 3), NOW.minusSeconds(150));
        assertThat(inTheMiddle.findings()).isEmpty();
        assertThat(inTheMiddle.retired()).isEqualTo(4);
        assertThat(inTheMiddle.verified()).isEqualTo(5);

        assertThat(check(without(0, 1, 2), NOW.minusSeconds(350)).findings())
                .as("not old enough")
                .hasSize(3);
        assertThat(check(without(0, 2), NOW).findings())
                .as("not from the oldest on")
                .isNotEmpty();
        assertThat(check(without(3, 4, 5), NOW).findings()).as("in the middle").hasSize(3);
        assertThat(check(with(1, at(rows.get(1), 21)), NOW).findings())
                .as("changed")
                .isNotEmpty();
    }

    private static AuditCheck checkOfSeven(List<AuditRow> covered, List<AuditRow> now) {
        var check = new AuditCheck(now.iterator(), Instant.MIN);
        check.entry(entry(7, NOW, covered));
        return check;
    }

    @Test
    void ofVeryManyRowsEachIsNamed() {
        var many = bySeven(50_000);
        var changed = entry(many.get(300), e -> new AuditEntry(e.at(), e.origin(), "PUBLISH", e.task(), e.details()));
        var now = new ArrayList<>(many);
        now.set(300, changed);
        now.set(400, at(many.get(400), 4_011));
        now.remove(4_999);
        now.add(20_000, at(many.get(7), 200_015));

        var check = checkOfSeven(many, now);
        assertThat(check.findings())
                .containsExactly(
                        new Finding.ChangedRow(7, changed),
                        new Finding.DeletedRow(7, "at position 4010"),
                        new Finding.AddedRow(7, at(many.get(400), 4_011)),
                        new Finding.DeletedRow(7, "at position 50000"),
                        new Finding.AddedRow(7, at(many.get(7), 200_015)));
        assertThat(check.verified()).isEqualTo(49_997);
        assertThat(checkOfSeven(many, many).findings()).isEmpty();
    }

    @Test
    void whenMoreDifferThanTheLogCanTellThatIsSaid() {
        var many = bySeven(6_000);
        var check = checkOfSeven(many, many.subList(1_000, 6_000));

        assertThat(check.findings().getLast()).isEqualTo(new Finding.AlteredRows(7, 6_000, 5_000, 10, 60_000));
        assertThat(check.verified()).isZero();
        var far = at(many.getLast(), 1_000_000);
        var covered = new ArrayList<>(many);
        covered.add(far);
        var now = new ArrayList<>(bySeven(70_000));
        now.add(far);
        assertThat(checkOfSeven(covered, now).findings())
                .containsExactly(new Finding.AlteredRows(7, 6_001, 70_001, 10, 1_000_000));
    }

    /** What an earlier version has written. */
    @Test
    void withoutASketchThatTheyAreOthersIsSaid() {
        var many = bySeven(6_000);
        var text = entry(7, NOW, many).toBytes().utf8();
        var old = PublicationEntry.parse(Bytes.utf8(text.replaceFirst(",\"sketch\":\"[^\"]*\"", "")));
        assertThat(old.audit().sketch().length()).isZero();
        var check = new AuditCheck(many.subList(1, many.size()).iterator(), Instant.MIN);
        check.entry(old);

        assertThat(check.findings()).containsExactly(new Finding.AlteredRows(7, 6_000, 5_999, 10, 60_000));
        var whole = new AuditCheck(many.iterator(), Instant.MIN);
        whole.entry(old);
        assertThat(whole.findings()).isEmpty();
    }

    @Test
    void aRowThatNamesAnotherPublicationIsNamed() {
        var other = by(rows.get(4), 4L);
        var none = by(rows.get(8), null);
        assertThat(check(with(4, other)).findings()).containsExactly(new Finding.MisattributedRow(other, 3L));
        assertThat(check(with(8, none)).findings()).containsExactly(new Finding.MisattributedRow(none, 4L));

        var more = new ArrayList<>(rows);
        more.add(by(rows(10).getLast(), 5L));
        assertThat(check(more).findings()).as("of a publication since").isEmpty();
        more.add(by(rows(11).getLast(), 4L));
        assertThat(check(more).findings()).containsExactly(new Finding.MisattributedRow(more.getLast(), null));
        assertThat(check(more).findings().getFirst().sentence())
                .isEqualTo("the row at position 110 says that publication 4 covers it; by the log none does");
    }

    @Test
    void ofVeryManyRowsThoseThatRetentionHasLeftAreNotProved() {
        var many = bySeven(6_000);
        var check = new AuditCheck(many.subList(1_000, 6_000).iterator(), NOW.plusSeconds(1));
        check.entry(entry(7, NOW, many));

        assertThat(check.findings()).isEmpty();
        assertThat(check.retired()).isEqualTo(1_000);
        assertThat(check.unproved()).isEqualTo(5_000);
    }

    @Test
    void howeverManyRowsAreAddedTheyAreNoticed() {
        var few = bySeven(2);
        var far = at(few.getLast(), 1_000_000);
        var now = new ArrayList<>(bySeven(50_000));
        now.add(far);
        var check = new AuditCheck(now.iterator(), Instant.MIN);
        check.entry(entry(7, NOW, List.of(few.getFirst(), far)));

        assertThat(check.findings()).containsExactly(new Finding.AlteredRows(7, 2, 50_001, 10, 1_000_000));
    }

    @Test
    void ofAThousandRowsEachIsNamed() {
        var many = bySeven(1_000);
        var entry = entry(7, NOW, many);
        var now = new ArrayList<>(many);
        now.remove(999);
        now.remove(500);
        now.set(100, at(many.get(100), 1_011));
        now.add(51, at(many.get(7), 515));
        var check = new AuditCheck(now.iterator(), Instant.MIN);
        check.entry(entry);

        assertThat(check.findings().stream().map(Finding::kind))
                .containsExactly("added", "changed", "deleted", "deleted");
        assertThat(check.verified()).isEqualTo(997);
    }
}
