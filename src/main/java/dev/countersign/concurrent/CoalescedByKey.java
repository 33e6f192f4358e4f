package dev.countersign.concurrent;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts one question for many callers, about all their keys together, and only one at a time. Who asks while a question
 * is under way waits for the next one: an answer must know all that was true before the call. Any thread.
 *
 * <p>For what changes, of many things that one question can ask for together. For one thing take {@link Coalesced}; for
 * things that never change {@link SharedReads}, whose callers join a read that is under way.
 */
public final class CoalescedByKey<K, V> {
    private final Function<Set<K>, Future<Map<K, V>>> question;

    private static final class Round<K, V> {
        /** Complete when the question is put. */
        private final Set<K> keys = new HashSet<>();

        private final CompletableFuture<Map<K, V>> answer = new CompletableFuture<>();
    }

    /** Guarded by this, as is {@link #next}: what is under way, and what those who came later wait for. */
    private @Nullable Round<K, V> current;

    private @Nullable Round<K, V> next;

    /** @param question answered with what there is; keys without an answer may be left out */
    public CoalescedByKey(Function<Set<K>, Future<Map<K, V>>> question) {
        this.question = question;
    }

    /** Null when the answer has left the key out. */
    public Future<@Nullable V> ask(K key) {
        return CallersContext.futureOf(enqueue(key).answer).map(all -> all.get(key));
    }

    private Round<K, V> enqueue(K key) {
        var round = new Round<K, V>();
        synchronized (this) {
            if (current != null) {
                next = next == null ? round : next;
                next.keys.add(key);
                return next;
            }
            current = round;
            round.keys.add(key);
        }
        put(round);
        return round;
    }

    private void put(Round<K, V> round) {
        var asked = Future.succeededFuture().compose(_ -> question.apply(round.keys));
        asked.onComplete(_ -> {
            var following = advance();
            CallersContext.complete(round.answer, asked);
            if (following != null) {
                put(following);
            }
        });
    }

    private synchronized @Nullable Round<K, V> advance() {
        current = next;
        next = null;
        return current;
    }
}
