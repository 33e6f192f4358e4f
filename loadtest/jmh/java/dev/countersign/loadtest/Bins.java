package dev.countersign.loadtest;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Entries such as a registry's bin holds: some 170 bytes each, their paths sorted as metadata wants them. */
final class Bins {
    private Bins() {}

    /** Entries whose paths differ from those of any other step and offset. */
    static List<TargetEntry> entries(int count, int offset) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry(i * 1_000 + offset))
                .sorted((one, other) -> TargetPath.BYTE_ORDER.compare(one.path(), other.path()))
                .toList();
    }

    private static TargetEntry entry(int number) {
        var path = new TargetPath("org/example/fast-parser-" + number + "/1.0.0/fast-parser-" + number + "-1.0.0.jar");
        var hashes = new TreeMap<HashAlgorithm, String>();
        hashes.put(HashAlgorithm.SHA256, Bytes.utf8(path.value()).sha256().hex());
        return new TargetEntry(path, new TargetFile(40_000 + number, hashes, null).canonical());
    }
}
