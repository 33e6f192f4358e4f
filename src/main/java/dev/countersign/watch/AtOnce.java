package dev.countersign.watch;

import dev.countersign.json.InvalidInput;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does something with many things, a few at a time over all who ask. Used by several threads. */
final class AtOnce {
    private final Semaphore places;

    AtOnce(int most) {
        this.places = new Semaphore(most);
    }

    /** What is done with each thing; it says by itself what went wrong. */
    @FunctionalInterface
    interface PerThing<T> {
        void with(T thing) throws InterruptedException;
    }

    /** Returns how many failed, when all are done. */
    <T> int all(Collection<T> things, PerThing<? super T> deed) throws InterruptedException {
        var failures = new AtomicInteger();
        var unexpected = new AtomicReference<@Nullable RuntimeException>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var thing : things) {
                places.acquire();
                threads.execute(() -> {
                    try {
                        deed.with(thing);
                    } catch (InvalidInput | SourceTrouble e) {
                        failures.incrementAndGet();
                    } catch (InterruptedException e) {
                        failures.incrementAndGet();
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        unexpected.compareAndSet(null, e);
                    } finally {
                        places.release();
                    }
                });
            }
        }
        var bug = unexpected.get();
        if (bug != null) {
            throw bug;
        }
        return failures.get();
    }
}
