package dev.countersign.client;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What other threads have fetched. */
public final class FetchedBeside {
    private FetchedBeside() {}

    /**
     * Waits for it.
     *
     * @throws RuntimeException what the other thread has failed with
     * @throws ClientException.Unreachable when this thread is interrupted
     */
    public static <T> T await(Future<T> fetched) {
        try {
            return fetched.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException.Unreachable("interrupted", e, null);
        }
    }
}
