package dev.countersign.guard;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Threads of this room wait for each other. */
final class OtherThreads {
    private OtherThreads() {}

    /** What another thread has failed with. */
    static RuntimeException cause(Throwable failed) {
        return switch (failed.getCause()) {
            case ExecutionException wrapped -> cause(wrapped);
            case CompletionException wrapped -> cause(wrapped);
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> new IllegalStateException(failed);
        };
    }

    static Withheld stopping() {
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
