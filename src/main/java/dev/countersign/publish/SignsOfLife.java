package dev.countersign.publish;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells whoever waits for many signatures that they are on their way: so many roles were signed, or the key's service has
 * asked for patience. Any thread.
 */
public final class SignsOfLife {
    /** Of fewer nobody is told. */
    private static final int MANY = 64;

    private final int wanted;
    private final AtomicBoolean given = new AtomicBoolean();
    private final AtomicInteger signed = new AtomicInteger();

    /** @param wanted how many roles are to be signed */
    public SignsOfLife(int wanted) {
        this.wanted = wanted;
    }

    public void give() {
        given.set(true);
    }

    public void signed(int roles) {
        signed.addAndGet(roles);
        give();
    }

    /** Exactly so many are done; roles of the same bytes share a signature. */
    void reached(int roles) {
        signed.set(roles);
    }

    /** Whether there was one since this was asked last. */
    boolean anyNew() {
        return given.getAndSet(false);
    }

    /** How many roles are to be signed. */
    public int wanted() {
        return wanted;
    }

    /** How many of them are signed. */
    public int signed() {
        return Math.min(signed.get(), wanted);
    }

    /** For people; empty for few roles. */
    public Optional<String> sentence() {
        return wanted < MANY ? Optional.empty() : Optional.of(signed() + " of " + wanted + " roles are signed");
    }
}
