package dev.countersign.cli.importing;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The batches that are on their way to the server: no more than allowed, and never two with the same path, so that of
 * two lines for one path the later one wins. Used by several threads.
 */
final class InFlight {
    private final int max;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> paths = new HashSet<>();
    private int batches;
    private @Nullable RuntimeException failure;

    InFlight(int max) {
        this.max = max;
    }

    /** Waits until the batch may go. @return false when another batch has failed, so that none may go any more */
    boolean enter(ImportBatch batch) throws InterruptedException {
        lock.lock();
        try {
            while (failure == null && (batches == max || shares(batch))) {
                changed.await();
            }
            if (failure != null) {
                return false;
            }
            batches++;
            batch.entries().forEach(entry -> paths.add(entry.path()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The batch has arrived, or failed for good. */
    void leave(ImportBatch batch, @Nullable RuntimeException reason) {
        lock.lock();
        try {
            batches--;
            batch.entries().forEach(entry -> paths.remove(entry.path()));
            failure = failure == null ? reason : failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is on its way any more, then throws what made a batch fail, if one did. */
    void drain() throws InterruptedException {
        lock.lock();
        try {
            while (batches > 0) {
                changed.await();
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean shares(ImportBatch batch) {
        return batches > 0 && batch.entries().stream().anyMatch(entry -> paths.contains(entry.path()));
    }
}
