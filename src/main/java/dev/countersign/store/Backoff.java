package dev.countersign.store;

/** How long to wait before trying again what failed: longer each time, up to a second. Any thread. */
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 1_000;

    private long millis = FIRST_MILLIS;

    synchronized long nextMillis() {
        var wait = millis;
        millis = Math.min(2 * millis, LAST_MILLIS);
        return wait;
    }

    synchronized void reset() {
        millis = FIRST_MILLIS;
    }
}
