package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import java.util.List;

/** Blocks that nobody has signed for. */
public final class StoredBlocks {
    private StoredBlocks() {}

    public static Bytes block(List<AuditBlock.Salted> rows) {
        var writer = new AuditBlockCodec.Writer(rows.size());
        rows.forEach(row -> writer.add(row, CanonicalJson.encodeAny(row.entry().details())));
        return writer.toBytes();
    }
}
