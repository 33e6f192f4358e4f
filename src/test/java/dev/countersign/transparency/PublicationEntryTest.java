package dev.countersign.transparency;

import static dev.countersign.transparency.LogSamples.HASH;
import static dev.countersign.transparency.LogSamples.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublicationEntryTest {
    /** The form is documented and kept for ever: docs/transparency.md. */
    @Test
    void isWrittenLikeThis() {
        assertThat(entry(7, Map.of("3.bins-0.json", HASH)).toBytes().utf8()).isEqualTo("""
            {"audit":{"count":0},\
            "changes":{"count":1,"files":{"3.bins-0.json":"%1$s"},\
            "sha256":"2d6a42ff1d57e4fa8b6f1a4a4c3c3f7f2a7c0ed1"},\
            "publication":7,"root":{"sha256":"%1$s","version":1},"snapshot":{"sha256":"%1$s","version":7},\
            "time":"2026-11-28T09:00:00.123456Z","timestamp":{"sha256":"%1$s","version":7},\
            "type":"countersign/publication/v1"}\
            """.formatted(HASH).replace(
                "2d6a42ff1d57e4fa8b6f1a4a4c3c3f7f2a7c0ed1",
                Bytes.utf8(HASH + "  3.bins-0.json\n").sha256().hex()));
    }

    @Test
    void isReadAsItWasWritten() {
        var entry = entry(7, Map.of("3.bins-0.json", HASH, "9.targets.json", HASH));
        assertThat(PublicationEntry.parse(entry.toBytes())).isEqualTo(entry);
    }

    @Test
    void membersOfNewerFormsArePassedOver() {
        var entry = entry(7, Map.of());
        var more = entry.toBytes().utf8().replace("{\"audit\"", "{\"also\":[1],\"audit\"");
        assertThat(PublicationEntry.parse(Bytes.utf8(more))).isEqualTo(entry);
    }

    @Test
    void aLongListOfFilesIsLeftOutAndItsDigestStays() {
        var many = IntStream.range(0, 16_384)
                .boxed()
                .collect(Collectors.toMap(bin -> "1.bins-" + bin + ".json", _ -> HASH));
        var entry = entry(7, many);
        assertThat(entry.toBytes().length()).isLessThan(1_000);
        assertThat(entry.changes().files()).isNull();
        assertThat(entry.changes().count()).isEqualTo(16_384);
        assertThat(entry.changes().sha256())
                .isEqualTo(PublicationEntry.Changes.listing(new TreeMap<>(many))
                        .sha256()
                        .hex());

        var long256 = IntStream.range(0, 256)
                .boxed()
                .collect(Collectors.toMap(role -> role + "." + "x".repeat(100) + ".json", _ -> HASH));
        assertThat(entry(7, long256).toBytes().length()).isLessThan(EntryBundle.MAX_ENTRY);
    }

    @Test
    void refusesWhatIsNoEntry() {
        var right = entry(7, Map.of("3.bins-0.json", HASH)).toBytes().utf8();
        for (var wrong : List.of(
                "",
                "[]",
                right.replace("/v1", "/v2"),
                right.replace("\"publication\":7", "\"publication\":-7"),
                right.replace("\"version\":1}", "\"version\":0}"),
                right.replace("3.bins-0.json", "4.bins-0.json"),
                right.replace("2026-11-28T", "2026-11-28 "),
                right.replace(HASH, HASH.substring(1)))) {
            assertThatThrownBy(() -> PublicationEntry.parse(Bytes.utf8(wrong)))
                    .as(wrong)
                    .isInstanceOf(InvalidLog.class);
        }
    }

    @Test
    void aLogGoesOnFromWhatIsStoredOfIt() {
        var random = new SecureRandom();
        var key = LogKey.generate(random);
        var log = PublicLog.begin(key, "tuf.example.org", 5);
        assertThat(log.key().name()).matches("tuf\\.example\\.org/[0-9a-f]{32}");
        for (int number = 5; number < 600; number++) {
            var stored = LogKey.of(key.seed());
            var appended = PublicLog.decode(log.encode()).plus(entry(number, Map.of()), stored);
            log = appended.log();
            var note = SignedNote.parse(log.checkpoint());
            assertThat(note.signers(List.of(log.key()))).hasSize(1);
            assertThat(Checkpoint.parse(note.text()))
                    .isEqualTo(new Checkpoint(
                            log.key().name(), number - 4L, log.frontier().root()));
        }
        assertThat(log.isOf(key)).isTrue();
        assertThat(log.isOf(LogKey.generate(random))).isFalse();
    }
}
