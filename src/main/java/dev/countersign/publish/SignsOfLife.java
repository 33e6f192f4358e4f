package dev.countersign.publish;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells whoever waits for many signatures that they are on their way: something was signed, or the key's service has asked
 * for patience. Any thread.
 */
public final class SignsOfLife {
    private final AtomicBoolean given = new AtomicBoolean();

    public void give() {
        given.set(true);
    }

    /** Whether there was one since this was asked last. */
    boolean anyNew() {
        return given.getAndSet(false);
    }
}
