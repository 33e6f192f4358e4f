package dev.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Blocks are kept for years: what is written once must be read for ever. */
class AuditBlockTest {
    private static final Instant AT = Instant.parse("2030-01-02T03:04:05.123456Z");

    private static AuditEntry entry(String actor, @Nullable String address, @Nullable String task, Json.Obj details) {
        return new AuditEntry(
                AT,
                new AuditOrigin(actor, address, "POST /api/v1/artifacts", AuditOrigin.NO_BODY),
                "KIND",
                task,
                details);
    }

    private static List<AuditEntry> various() {
        var long1 = "x".repeat(200);
        var long2 = "\u00e9\u4e2d".repeat(9_000);
        var entries = new ArrayList<>(List.of(
                entry("token:x:ci", "192.0.2.7", "0123456789abcdef".repeat(2), Json.Obj.EMPTY),
                entry(
                        "token:x:ci",
                        null,
                        null,
                        Json.object().put("paths", List.of(long1, long2)).build()),
                entry(
                        long1,
                        "2001:db8::1",
                        null,
                        Json.object().put("count", Long.MAX_VALUE).build()),
                entry(
                        "token:x:ci",
                        null,
                        null,
                        Json.object()
                                .put("files", List.of("\u0000.json\n", "\"\\\u007f\u202e"))
                                .put(
                                        "nested\t",
                                        Json.object().put("half", "\ud800").build())
                                .build()),
                new AuditEntry(
                        Instant.parse("1969-12-31T23:59:59.999999Z"),
                        new AuditOrigin(long2, null, long1, Bytes.utf8("x").sha256()),
                        "OTHER",
                        null,
                        Json.object()
                                .put("nested", Json.object().put("no", false).build())
                                .build())));
        for (int i = 0; i < 300; i++) {
            entries.add(entry("token:" + i + ":many", "192.0.2." + i, "%032x".formatted(i), Json.Obj.EMPTY));
        }
        return entries;
    }

    @Test
    void whatIsWrittenIsReadAndHashesAlike() {
        var entries = various();
        var block = AuditBlock.of(7, entries, new Random(1));
        var rows = AuditBlock.read(block.rows());
        assertThat(rows).extracting(AuditBlock.Salted::entry).isEqualTo(entries);
        for (int place = 0; place < rows.size(); place++) {
            var row = rows.get(place);
            assertThat(AuditLeaf.hash(7, row.entry(), row.salt())).isEqualTo(AuditBlock.leaf(block.leaves(), place));
        }
        assertThat(block.newest()).isEqualTo(AT);
        assertThat(rows.getFirst().salt()).isNotEqualTo(rows.getLast().salt());
    }

    /** Changed only together with a form of its own, which the old one is read beside. */
    @Test
    void theFormStays() {
        var row = new AuditBlock.Salted(
                entry("a", null, "ff".repeat(16), Json.object().put("n", 1).build()), Bytes.utf8("sixteen bytes of"));
        assertThat(StoredBlocks.block(List.of(row, row)).sha256().hex())
                .isEqualTo("b66a1d38222ea855d70e7afc9fb1725d054737424d279e87b9cdcd9b7ed296b8");
    }

    @Test
    void aTaskThatWouldComeBackOtherwiseIsNotWritten() {
        for (var task : List.of("FF".repeat(16), "ff".repeat(15), "ff".repeat(17))) {
            var entry = entry("a", null, task, Json.Obj.EMPTY);
            assertThatThrownBy(() -> AuditBlock.of(1, List.of(entry), new Random(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(task);
        }
    }

    @Test
    void whatIsDamagedIsRefusedAsSuch() {
        var block = AuditBlock.of(7, various(), new Random(1)).rows().array();
        for (int length = 0; length < 2_000; length++) {
            var cut = Bytes.wrap(java.util.Arrays.copyOf(block, length));
            assertThatThrownBy(() -> AuditBlock.read(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(IllegalStateException.class);
        }
        var random = new Random(2);
        for (int time = 0; time < 2_000; time++) {
            var other = block.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                var _ = AuditBlock.read(Bytes.wrap(other));
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessageContaining("cannot be read");
            }
        }
    }
}
