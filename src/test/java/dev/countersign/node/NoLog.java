package dev.countersign.node;

import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords;
import dev.countersign.transparency.Tile;
import io.vertx.core.Future;
import java.util.List;

/** A repository without a public log. */
final class NoLog implements LogRecords {
    @Override
    public Future<Bytes> hashes(Tile tile) {
        return Future.failedFuture("there is no log");
    }

    @Override
    public Future<List<Bytes>> entries(Tile leaves) {
        return Future.failedFuture("there is no log");
    }

    @Override
    public Future<List<Cosigned>> cosigned() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Void> keep(Cosigned cosigned) {
        return Future.failedFuture("there is no log");
    }
}
