package dev.countersign.concurrent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question that many ask and that is put once at a time. Who asks while it is on its way waits for the next time,
 * because an answer must know everything that was true before it was asked for. Any thread.
 */
public final class Coalesced<T> {
    private final Supplier<Future<T>> question;

    /** Guarded by this, as is {@link #next}: what is under way, and what those who came later wait for. */
    private @Nullable CompletableFuture<T> current;

    private @Nullable CompletableFuture<T> next;

    public Coalesced(Supplier<Future<T>> question) {
        this.question = question;
    }

    public Future<T> ask() {
        var context = Vertx.currentContext();
        var answer = enqueue();
        return context == null ? Future.fromCompletionStage(answer) : Future.fromCompletionStage(answer, context);
    }

    private CompletableFuture<T> enqueue() {
        var answer = new CompletableFuture<T>();
        synchronized (this) {
            if (current != null) {
                next = next == null ? answer : next;
                return next;
            }
            current = answer;
        }
        put(answer);
        return answer;
    }

    private void put(CompletableFuture<T> answer) {
        Future.succeededFuture().compose(_ -> question.get()).onComplete(result -> {
            var following = advance();
            if (result.succeeded()) {
                answer.complete(result.result());
            } else {
                answer.completeExceptionally(result.cause());
            }
            if (following != null) {
                put(following);
            }
        });
    }

    private synchronized @Nullable CompletableFuture<T> advance() {
        current = next;
        next = null;
        return current;
    }
}
