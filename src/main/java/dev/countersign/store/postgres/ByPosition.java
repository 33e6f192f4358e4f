package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What some positions of a repository have, as two arrays of PostgreSQL say it: both null when none has anything. */
record ByPosition(Map<Long, Bytes> values) {
    static ByPosition of(Long @Nullable [] positions, Buffer @Nullable [] values) {
        if (positions == null || values == null) {
            return new ByPosition(Map.of());
        }
        var all = new HashMap<Long, Bytes>();
        for (int i = 0; i < positions.length; i++) {
            all.put(positions[i], Columns.bytes(values[i]));
        }
        return new ByPosition(all);
    }

    @Nullable
    Bytes get(long position) {
        return values.get(position);
    }
}
