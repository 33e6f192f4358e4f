package dev.countersign.concurrent;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Reads things that never change once they are there: callers who ask for one at the same time share one read. If that
 * read finds nothing, it is made again for those who came after it began, because the thing may be there by now. Any
 * thread.
 *
 * <p>An answer may be older than the call, so for what changes take {@link CoalescedByKey} or {@link Coalesced}.
 */
public final class SharedReads<K, V> {
    private final Function<K, Future<Optional<V>>> read;
    private final ConcurrentMap<K, CompletableFuture<Optional<V>>> underWay = new ConcurrentHashMap<>();

    public SharedReads(Function<K, Future<Optional<V>>> read) {
        this.read = read;
    }

    public Future<Optional<V>> find(K key) {
        var running = underWay.get(key);
        return CallersContext.futureOf(
                running == null ? begin(key) : running.thenCompose(found -> found.isPresent() ? running : begin(key)));
    }

    /** How many reads are under way. */
    public int underWay() {
        return underWay.size();
    }

    /** A read that begins now, or one that began while this was decided. */
    private CompletableFuture<Optional<V>> begin(K key) {
        var answer = new CompletableFuture<Optional<V>>();
        var shared = underWay.putIfAbsent(key, answer);
        if (shared != null) {
            return shared;
        }
        var reading = Future.succeededFuture().compose(_ -> read.apply(key));
        reading.onComplete(_ -> {
            underWay.remove(key, answer);
            CallersContext.complete(answer, reading);
        });
        return answer;
    }
}
