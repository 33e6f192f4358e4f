package dev.countersign.tuf.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void whatIsKeptFitsAndWhatIsLeftOutWouldNot() {
        var random = new Random(7);
        for (var round = 0; round < 200; round++) {
            var before = TargetsDocument.EMPTY
                    .merge(TargetEntry.sorted(edits(random, 40, 0)))
                    .document();
            var edits = edits(random, 30, 5);
            var size = size(before, edits);
            var limit = size - random.nextInt(2_000);
            var exceeding = Room.exceeding(before, edits, size, limit);
            var kept = edits.stream()
                    .filter(edit -> !exceeding.contains(edit.path()))
                    .toList();
            if (kept.stream().anyMatch(edit -> edit.file() != null)) {
                assertThat(size(before, kept))
                        .isLessThanOrEqualTo(Math.max(limit, size(before, shrinking(before, kept))));
            }
            for (var path : exceeding) {
                assertThat(size(before, upTo(path, edits, exceeding)))
                        .as(path.value())
                        .isGreaterThan(limit);
            }
        }
    }

    private static List<TargetEntry> upTo(TargetPath path, List<TargetEntry> edits, List<TargetPath> exceeding) {
        var kept = new ArrayList<TargetEntry>();
        var reached = false;
        for (var edit : edits) {
            if (edit.file() == null || edit.path().equals(path) || (!reached && !exceeding.contains(edit.path()))) {
                kept.add(edit);
            }
            reached |= edit.path().equals(path);
        }
        return kept;
    }

    /** Removals, and additions that take less room than what they replace. */
    private static List<TargetEntry> shrinking(TargetsDocument before, List<TargetEntry> edits) {
        return edits.stream()
                .filter(edit -> edit.file() == null
                        || (before.find(edit.path()) != null
                                && before.find(edit.path()).length()
                                        >= edit.file().length()))
                .toList();
    }

    private static long size(TargetsDocument before, List<TargetEntry> edits) {
        var document = before.merge(TargetEntry.sorted(edits)).document();
        return MetadataFile.assemble(List.of(), document.signedBytes(1, EXPIRES))
                .length();
    }

    private static List<TargetEntry> edits(Random random, int count, int removals) {
        var edits = new ArrayList<TargetEntry>();
        var paths = new ArrayList<String>();
        for (var i = 0; i < 60; i++) {
            paths.add("é/" + "p".repeat(i % 7) + i);
        }
        java.util.Collections.shuffle(paths, random);
        for (var i = 0; i < count; i++) {
            edits.add(new TargetEntry(new TargetPath(paths.get(i)), i < removals ? null : file(random)));
        }
        java.util.Collections.shuffle(edits, random);
        return edits;
    }

    /** With line feeds, which are longer in a file than in its canonical form. */
    private static Bytes file(Random random) {
        var hashes = new TreeMap<HashAlgorithm, String>();
        hashes.put(HashAlgorithm.SHA256, "ab".repeat(32));
        var custom =
                Json.object().put("note", "line\n".repeat(random.nextInt(60))).build();
        return new TargetFile(random.nextInt(1, 1_000_000), hashes, custom).canonical();
    }
}
