package dev.countersign.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditCoverageTest {
    private static final Bytes ROW = Bytes.utf8("a row").sha256();
    private static final Bytes OUTCOME = Bytes.utf8("an outcome").sha256();

    private static AuditCoverage of(int count) {
        var rows = new AuditCoverage.Rows();
        for (int position = 1; position <= count; position++) {
            rows.add(position, AuditCoverage.leaf(position, ROW, null));
        }
        return rows.coverage();
    }

    private static Json.Obj json(String text) {
        return Json.parseObject(Bytes.utf8(text), new JsonLimits(4, 1 << 16));
    }

    /** As documented in docs/transparency.md. */
    @Test
    void aLeafIsTheHashOfZeroThePositionTheRowAndTheDigestOfItsOutcome() {
        var message = ByteBuffer.allocate(73)
                .put((byte) 0)
                .putLong(258)
                .put(ROW.array())
                .put(OUTCOME.array())
                .array();
        assertThat(AuditCoverage.leaf(258, ROW, OUTCOME))
                .isEqualTo(Bytes.of(message).sha256());
        assertThat(AuditCoverage.leaf(258, ROW, null))
                .isEqualTo(Bytes.of(message).slice(0, 41).sha256());
    }

    /** The form is documented and kept for ever. */
    @Test
    void isWrittenLikeThis() {
        assertThat(AuditCoverage.NONE.json().toText()).isEqualTo("{\"count\":0}");

        var rows = new AuditCoverage.Rows();
        var first = AuditCoverage.leaf(17, ROW, null);
        var second = AuditCoverage.leaf(20, ROW, OUTCOME);
        rows.add(17, first);
        rows.add(20, second);
        assertThat(rows.coverage().json().toText())
                .isEqualTo("{\"count\":2,\"first\":17,\"last\":20,\"root\":\"%s\",\"hashes\":\"%s\"}"
                        .formatted(
                                TreeHash.node(first, second).hex(),
                                java.util.Base64.getUrlEncoder()
                                        .encodeToString(ByteBuffer.allocate(12)
                                                .put(first.array(), 0, 6)
                                                .put(second.array(), 0, 6)
                                                .array())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1_500, 1_501, 4_500, 4_501, 60_000})
    void isReadAsItWasWritten(int count) {
        var coverage = of(count);
        assertThat(AuditCoverage.fromJson(coverage.json())).isEqualTo(coverage);
    }

    /** Always as much as fits, so that a row can be named; and an entry stays below 64 KiB. */
    @ParameterizedTest
    @CsvSource({"1,6", "1500,6", "1501,5", "2250,4", "4500,2", "4501,0", "60000,0"})
    void hashesAreAsLongAsFits(int count, int width) {
        var coverage = of(count);
        assertThat(coverage.width()).isEqualTo(width);
        assertThat(coverage.hashes().length()).isEqualTo(count * width).isLessThanOrEqualTo(9_000);
        assertThat(coverage.sketch().length()).isEqualTo(width == 0 ? 8_976 : 0);
        assertThat(coverage.last()).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {4_500, 4_501})
    void anEntryWithAsManyFilesAndRowsAsItCanListIsShortEnough(int count) {
        var files = new java.util.TreeMap<String, String>();
        for (int file = 0; file < 512; file++) {
            files.put(String.format(Locale.ROOT, "123456.role-%07d.json", file), LogSamples.HASH);
        }
        var entry = LogSamples.entry(7, files);
        var full = new PublicationEntry(
                7, entry.time(), entry.root(), entry.timestamp(), entry.snapshot(), entry.changes(), of(count));
        assertThat(full.changes().files()).isNotNull();
        assertThat(full.toBytes().length()).isBetween(50_000, EntryBundle.MAX_ENTRY);
        assertThat(PublicationEntry.parse(full.toBytes())).isEqualTo(full);
    }

    @Test
    void theTreeIsThatOfTheLog() {
        var tree = Frontier.EMPTY;
        for (int position = 1; position <= 100; position++) {
            tree = tree.plus(AuditCoverage.leaf(position, ROW, null)).frontier();
        }
        assertThat(of(100).root()).isEqualTo(tree.root());
        assertThat(AuditCoverage.NONE.root()).isEqualTo(TreeHash.EMPTY);
    }

    @Test
    void entriesOfBeforeCoverNothing() {
        var old = "{\"entries\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}";
        assertThat(AuditCoverage.fromJson(json(old))).isEqualTo(AuditCoverage.NONE);

        var entry = LogSamples.entry(7, java.util.Map.of());
        var stored = entry.toBytes().utf8().replace("{\"count\":0}", old);
        assertThat(stored).contains("entries");
        assertThat(PublicationEntry.parse(Bytes.utf8(stored))).isEqualTo(entry);
    }

    /** Entries of before had no sketch. */
    @Test
    void withoutASketchItIsOfTheSameRows() {
        var coverage = of(4_501);
        var old = AuditCoverage.fromJson(json(coverage.json().toText().replaceFirst(",\"sketch\":.*", "}")));

        assertThat(old.sketch()).isEqualTo(Bytes.EMPTY);
        assertThat(old.isOfRows(coverage)).isTrue();
        assertThat(old.isOfRows(of(4_502))).isFalse();
    }

    @Test
    void refusesWhatCannotBe() {
        var right = of(3).json().toText();
        var wrong = new ArrayList<>(List.of(
                right.replace("\"count\":3", "\"count\":4"),
                right.replace("\"count\":3", "\"count\":-3"),
                right.replace("\"count\":3", "\"count\":\"3\""),
                right.replace("\"first\":1", "\"first\":4"),
                right.replace("\"hashes\":\"", "\"hashes\":\"AAAA"),
                right.replace("\"hashes\":\"", "\"hashes\":\"*"),
                right.replace("\"hashes\":", "\"sketch\":\"AAAA\",\"hashes\":"),
                right.replaceFirst("\"root\":\"..", "\"root\":\""),
                right.replaceFirst(",\"hashes\":.*", "}")));
        wrong.remove(right);
        assertThat(wrong)
                .hasSize(9)
                .allSatisfy(text -> assertThatThrownBy(() -> AuditCoverage.fromJson(json(text)))
                        .as(text)
                        .isInstanceOf(InvalidLog.class));
    }
}
