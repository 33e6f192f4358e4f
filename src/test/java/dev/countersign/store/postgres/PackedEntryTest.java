package dev.countersign.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.LogSamples;
import dev.countersign.transparency.PublicationEntry;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackedEntryTest {
    private static final String FIRST =
            "01ad92cb0dc2400c442b42f2fab3b6fba081acbd6e82e6730807082082c8d1879147f3deed20dbc7"
                    + "b1683716342496aee6cb889cf5ebfd346c6a4cf50215af6558480c602e28e592e0b4022243acea8d"
                    + "29ac9bf69982e1841e492f60f40d98bf1b1f017be613dd8bd12e6857f0bb185bf2b318a757f92ed6"
                    + "0a";

    private final Random random = new Random(11);

    private Bytes entry(int files, int rows) {
        var names = new TreeMap<String, String>();
        for (int file = 0; file < files; file++) {
            names.put(random.nextInt(10_000) + ".bins-" + random.nextInt(1_000) + ".json", hash());
        }
        var coverage = new AuditCoverage.Rows();
        for (int row = 1; row <= rows; row++) {
            coverage.add(row, Bytes.utf8(hash()).sha256());
        }
        var number = random.nextInt(1_000_000);
        return new PublicationEntry(
                        number,
                        LogSamples.entry(1, names).time().plusMillis(random.nextInt()),
                        new PublicationEntry.Pinned(3, hash()),
                        new PublicationEntry.Pinned(number + 1, hash()),
                        new PublicationEntry.Pinned(number + 1, hash()),
                        PublicationEntry.Changes.of(names),
                        coverage.coverage())
                .toBytes();
    }

    private String hash() {
        return Bytes.utf8(Long.toString(random.nextLong())).sha256().hex();
    }

    @Test
    void whatComesOutIsWhatWentIn() {
        for (var entry : List.of(entry(0, 0), entry(1, 1), entry(2, 40), entry(512, 4_500), Bytes.utf8("no entry"))) {
            assertThat(PackedEntry.unpack(PackedEntry.pack(entry))).isEqualTo(entry);
        }
    }

    @Test
    void anEntryTakesLessThanHalf() {
        var entry = entry(1, 1);
        assertThat(entry.length()).isBetween(650, 800);
        assertThat(PackedEntry.pack(entry).length()).isLessThan(entry.length() / 2);
    }

    @Test
    void entriesOfEarlierVersionsAreReadAsTheyAre() {
        var entry = entry(1, 0);
        assertThat(PackedEntry.unpack(entry)).isEqualTo(entry);
    }

    /** Stored by the first version that had this form; every later one must read it. */
    @Test
    void whatIsStoredStaysReadable() {
        var stored = Bytes.wrap(HexFormat.of().parseHex(FIRST));
        assertThat(PackedEntry.unpack(stored))
                .isEqualTo(LogSamples.entry(7, java.util.Map.of("3.bins-0.json", LogSamples.HASH))
                        .toBytes());
    }

    @Test
    void refusesWhatItDidNotMake() {
        var packed = PackedEntry.pack(entry(1, 1));
        for (var wrong : List.of(
                Bytes.EMPTY,
                Bytes.utf8("\u0002x"),
                Bytes.utf8("\u0001"),
                packed.slice(0, packed.length() - 5),
                Bytes.utf8("\u0001\u0007garbage"))) {
            assertThatThrownBy(() -> PackedEntry.unpack(wrong)).isInstanceOf(IllegalStateException.class);
        }
    }
}
