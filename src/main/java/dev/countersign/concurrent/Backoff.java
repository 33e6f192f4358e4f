package dev.countersign.concurrent;

/** How long to wait before trying again what failed: longer each time, up to a second. Any thread. */
public final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 1_000;

    private long millis = FIRST_MILLIS;

    public synchronized long nextMillis() {
        var wait = millis;
        millis = Math.min(2 * millis, LAST_MILLIS);
        return wait;
    }

    public synchronized void reset() {
        millis = FIRST_MILLIS;
    }
}
