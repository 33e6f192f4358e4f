package dev.countersign.app;

import dev.countersign.repository.Leadership;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A time of leading whose end a test decides. */
public final class TestTerm implements Leadership.Term {

    private final Promise<Void> ended = Promise.promise();
    public boolean certain = true;

    @Override
    public boolean isCertain() {
        return certain;
    }

    /** What the database says when it is asked. */
    public Future<Void> confirmed = Future.failedFuture("no answer");

    @Override
    public Future<Void> confirmed() {
        return confirmed;
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    @Override
    public Future<Void> release() {
        ended.complete();
        return ended.future();
    }
}
