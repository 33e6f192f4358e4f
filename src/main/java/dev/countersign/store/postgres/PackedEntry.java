package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import java.util.zip.Deflater;

/**
 * How an entry of a public log is stored: less than half of the entry, which is kept for ever. Nothing that is verified
 * depends on it. Entries of earlier versions are stored as they are, and begin with a brace.
 */
final class PackedEntry {
    private static final byte PLAIN = '{';
    private static final Packing PACKING = new Packing("""
        {"audit":{"count":0},"changes":{"count":0,"files":{},"sha256":"e3b0c44298fc1c149afbf4c8996fb924"},\
        "type":"countersign/publication/v1"}{"audit":{"count":1,"first":1,"hashes":"","last":1,"root":""},\
        "changes":{"count":1,"files":{"1.bins-0.json":"","2.targets.json":""},"sha256":""},"publication":1,\
        "root":{"sha256":"","version":1},"snapshot":{"sha256":"","version":1},"time":"2026-12-01T00:00:00.000000Z",\
        "timestamp":{"sha256":"","version":1},"type":"countersign/publication/v1"}\
        """, Deflater.BEST_COMPRESSION);

    private PackedEntry() {}

    static Bytes pack(Bytes entry) {
        return PACKING.pack(entry);
    }

    /** @throws IllegalStateException for what {@link #pack} has not made */
    static Bytes unpack(Bytes stored) {
        return stored.length() > 0 && stored.byteAt(0) == PLAIN ? stored : PACKING.unpack(stored);
    }
}
