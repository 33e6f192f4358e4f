package dev.countersign.concurrent;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Reads of things that never change once they are there: however many ask for one at the same time, it is read once. A
 * read that began before somebody asked may have found nothing where there is something by now, so for him it is made
 * again. Any thread.
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

    /** A read that begins now, or has begun since this was decided. */
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
