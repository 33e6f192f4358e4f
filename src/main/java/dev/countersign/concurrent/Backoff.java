package dev.countersign.concurrent;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** The pause before trying again what failed: twice as long each time, up to a limit. Any thread. */
public final class Backoff {
    private final Duration first;
    private final Duration longest;

    /** Guarded by this. */
    private Duration next;

    public Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** Between attempts to reach what a service needs: 100 ms to a second. */
    public static Backoff ofService() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    public synchronized Duration next() {
        var wait = next;
        next = Collections.min(List.of(wait.multipliedBy(2), longest));
        return wait;
    }

    /** Whether pauses are as long as they can be. */
    public synchronized boolean isLongest() {
        return next.equals(longest);
    }

    /** An attempt succeeded. */
    public synchronized void reset() {
        next = first;
    }
}
