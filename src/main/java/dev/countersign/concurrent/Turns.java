package dev.countersign.concurrent;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Shares what can do only a few things at once between several kinds of work. The kinds take turns: no kind waits for
 * more than one piece of each other kind, however much of it waits. Any thread.
 */
public final class Turns<K> {
    private final int atOnce;

    /** Guarded by this, as is the count: kinds of which something waits, the next first. */
    private final Map<K, Queue<Runnable>> waiting = new LinkedHashMap<>();

    private int running;

    public Turns(int atOnce) {
        this.atOnce = atOnce;
    }

    /** Begins when it is this kind's turn; pieces of one kind begin in order. */
    public <T> Future<T> run(K kind, Supplier<Future<T>> work) {
        var done = Promise.<T>promise();
        synchronized (this) {
            waiting.computeIfAbsent(kind, _ -> new ArrayDeque<>()).add(() -> begin(work, done));
        }
        beginNext();
        return done.future();
    }

    private <T> void begin(Supplier<Future<T>> work, Promise<T> done) {
        Future.succeededFuture().compose(_ -> work.get()).onComplete(result -> {
            ended();
            if (result.succeeded()) {
                done.complete(result.result());
            } else {
                done.fail(result.cause());
            }
        });
    }

    private void ended() {
        synchronized (this) {
            running--;
        }
        beginNext();
    }

    private void beginNext() {
        Runnable next;
        synchronized (this) {
            if (running == atOnce || waiting.isEmpty()) {
                return;
            }
            running++;
            next = take();
        }
        next.run();
    }

    /** Of the kind that has waited longest since its last turn. */
    private Runnable take() {
        var first = waiting.entrySet().iterator().next();
        var work = first.getValue().remove();
        waiting.remove(first.getKey());
        if (!first.getValue().isEmpty()) {
            waiting.put(first.getKey(), first.getValue());
        }
        return work;
    }
}
