package dev.countersign.store;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do, up to a minute. */
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Eventually() {}

    public static void holds(String what, BooleanSupplier condition) throws InterruptedException {
        holds(() -> what, condition);
    }

    /** @param what may say how things stand at last */
    public static void holds(Supplier<String> what, BooleanSupplier condition) throws InterruptedException {
        var end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what.get());
            }
            Thread.sleep(10);
        }
    }
}
