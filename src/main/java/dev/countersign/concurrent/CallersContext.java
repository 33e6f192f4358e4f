package dev.countersign.concurrent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;

/** Completes an answer on the Vert.x context of the caller, also when another caller has put the question. */
public final class CallersContext {
    private CallersContext() {}

    public static <T> Future<T> futureOf(CompletableFuture<T> answer) {
        var context = Vertx.currentContext();
        return context == null ? Future.fromCompletionStage(answer) : Future.fromCompletionStage(answer, context);
    }

    /** Completes the answer with how something ended. */
    public static <T> void complete(CompletableFuture<T> answer, Future<T> ended) {
        if (ended.succeeded()) {
            answer.complete(ended.result());
        } else {
            answer.completeExceptionally(ended.cause());
        }
    }
}
