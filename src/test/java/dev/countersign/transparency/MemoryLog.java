package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The public log of a repository in memory, which grows by an entry when it is asked to. */
public final class MemoryLog implements LogRecords {
    public final AtomicInteger reads = new AtomicInteger();

    private final List<Bytes> entries = new ArrayList<>();
    private final List<Cosigned> cosigned = new ArrayList<>();
    private final StoredTree tree = new StoredTree();
    private @Nullable PublicLog log;

    public synchronized PublicLog grow() {
        var appended = log == null ? LogSamples.first() : LogSamples.next(log);
        log = appended.log();
        entries.add(appended.bytes());
        tree.add(appended.bytes());
        return log;
    }

    public synchronized @Nullable PublicLog log() {
        return log;
    }

    @Override
    public synchronized Future<Bytes> hashes(Tile tile) {
        reads.incrementAndGet();
        return Future.succeededFuture(tree.tile(tile));
    }

    @Override
    public synchronized Future<List<Bytes>> entries(Tile leaves) {
        reads.incrementAndGet();
        var first = (int) leaves.first();
        return Future.succeededFuture(List.copyOf(entries.subList(first, first + leaves.width())));
    }

    @Override
    public synchronized Future<List<Cosigned>> cosigned() {
        return Future.succeededFuture(List.copyOf(cosigned));
    }

    @Override
    public synchronized Future<Void> keep(Cosigned next) {
        cosigned.removeIf(known -> known.witness().equals(next.witness()) && known.size() <= next.size());
        if (cosigned.stream().noneMatch(known -> known.witness().equals(next.witness()))) {
            cosigned.add(next);
        }
        return Future.succeededFuture();
    }
}
