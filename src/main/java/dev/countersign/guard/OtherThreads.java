package dev.countersign.guard;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Threads of this room wait for each other. */
final class OtherThreads {
    private OtherThreads() {}

    /** What another thread answers, or what it has failed with. */
    static <T> T result(Future<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
    }

    private static RuntimeException cause(Throwable failed) {
        return switch (failed.getCause()) {
            case ExecutionException wrapped -> cause(wrapped);
            case CompletionException wrapped -> cause(wrapped);
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> new IllegalStateException(failed);
        };
    }

    private static Withheld stopping() {
        return new Withheld(Withheld.Why.BUSY, "the guard is stopping", Duration.ofSeconds(1));
    }

    /** When there is a place for it. */
    static <T> T with(Semaphore places, Supplier<T> work) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
