package dev.countersign.sign.kms;

import dev.countersign.sign.KeyUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A credential that is good for a time and fetched anew before that ends. If it cannot be renewed yet, the old one is used for
 * as long as it is good. Any thread; one fetches while others wait for it.
 */
public final class RenewedCredential<T> {
    /** After a renewal that failed. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /**
     * What was fetched.
     *
     * @param lifetime from now on; null when it does not end
     */
    public record Fetched<T>(T value, @Nullable Duration lifetime) {}

    /** Gets a credential over the network, or from a file. */
    @FunctionalInterface
    public interface Fetch<T> {
        /** @param before the last one; null for the first time, and after it was refused */
        Fetched<T> fetch(@Nullable T before);
    }

    private record HeldCredential<T>(T value, Instant renew, Instant end) {}

    private final Fetch<T> fetch;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HeldCredential<T> held;

    public RenewedCredential(Fetch<T> fetch, InstantSource clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /** The credential of now. */
    public T current() {
        lock.lock();
        try {
            var now = clock.instant();
            var last = held;
            if (last != null && now.isBefore(last.renew())) {
                return last.value();
            }
            return renewed(last != null && now.isBefore(last.end()) ? last : null, now);
        } finally {
            lock.unlock();
        }
    }

    private T renewed(@Nullable HeldCredential<T> good, Instant now) {
        try {
            var fetched = fetch.fetch(good == null ? null : good.value());
            held = held(fetched, now);
            return fetched.value();
        } catch (KeyUnavailable e) {
            if (good == null) {
                throw e;
            }
            held = new HeldCredential<>(good.value(), now.plus(PAUSE), good.end());
            return good.value();
        }
    }

    /** RenewedCredential after two thirds of the time: then there is time to try again. */
    private static <T> HeldCredential<T> held(Fetched<T> fetched, Instant now) {
        var lifetime = fetched.lifetime();
        return lifetime == null
                ? new HeldCredential<>(fetched.value(), Instant.MAX, Instant.MAX)
                : new HeldCredential<>(
                        fetched.value(),
                        now.plus(Duration.ofSeconds(lifetime.toSeconds() * 2 / 3)),
                        now.plus(lifetime));
    }

    /** It was refused, whatever it promised: the next call fetches another. */
    public void refused(T credential) {
        lock.lock();
        try {
            if (held != null && held.value().equals(credential)) {
                held = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
