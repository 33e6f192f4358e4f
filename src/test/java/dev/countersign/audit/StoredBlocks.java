package dev.countersign.audit;

import dev.countersign.json.Bytes;
import java.util.List;

/** Blocks that nobody has signed for. */
public final class StoredBlocks {
    private StoredBlocks() {}

    public static Bytes block(List<AuditBlock.Salted> rows) {
        return AuditBlockCodec.encode(rows);
    }
}
