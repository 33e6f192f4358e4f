package dev.countersign.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;

/** The event loop of a request. The answer is written there, whichever thread has it. */
public record CallerContext(Context context) {
    public static CallerContext current(Vertx vertx) {
        return new CallerContext(vertx.getOrCreateContext());
    }

    /** Calls the handler on this context, at once when it is the current one. */
    public <T> void deliver(Future<T> future, Handler<AsyncResult<T>> handler) {
        future.onComplete(done -> {
            if (context.equals(Vertx.currentContext())) {
                handler.handle(done);
            } else {
                context.runOnContext(ignored -> handler.handle(done));
            }
        });
    }
}
