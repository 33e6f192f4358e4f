package dev.countersign.witness;

import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords;
import dev.countersign.transparency.Tile;
import io.vertx.core.Future;
import java.util.List;

/** A log that has forgotten what witnesses have signed, but keeps it anew. */
record MemoryLogWithoutCosignatures(LogRecords log) implements LogRecords {
    @Override
    public Future<Bytes> hashes(Tile tile) {
        return log.hashes(tile);
    }

    @Override
    public Future<List<Bytes>> entries(Tile leaves) {
        return log.entries(leaves);
    }

    @Override
    public Future<List<Cosigned>> cosigned() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Void> keep(Cosigned cosigned) {
        return log.keep(cosigned);
    }
}
