package dev.countersign.app.service;

import dev.countersign.concurrent.Backoff;
import dev.countersign.sign.KeyUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key that is elsewhere: whether it signs, how long it is left alone after it did not, and whether its service
 * asks for fewer requests. Any thread.
 */
final class KeyHealth {
    /** So long it is believed that a key which has signed can sign. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    /** Asked for fewer requests, and nothing signed for so long: the service does not give what is needed. */
    private static final Duration THROTTLED = Duration.ofMinutes(10);

    /** So long after the last time it is told that a service asks for fewer requests. */
    private static final Duration TOLD = Duration.ofSeconds(30);

    /** A call that takes so long does not end: no answer over the network is waited for as long as that. */
    private static final Duration HANGS = Duration.ofSeconds(40);

    private record KeyRefusal(KeyUnavailable why, long until) {}

    private final LongSupplier nanos;
    private final Backoff alone = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));
    private @Nullable KeyRefusal refusal;
    private @Nullable Long lastSigned;
    private long restsUntil;
    private @Nullable Long throttled;
    private @Nullable Long throttledSince;
    private long signed;
    private String said = "";

    /** When calls that are under way began. */
    private final Map<Object, Long> underWay = new HashMap<>();

    KeyHealth(LongSupplier nanos) {
        this.nanos = nanos;
        this.restsUntil = nanos.getAsLong();
    }

    synchronized void signed(int signatures) {
        lastSigned = nanos.getAsLong();
        refusal = null;
        throttledSince = null;
        signed += signatures;
        alone.reset();
    }

    /** Nobody asks again before the pause is over. */
    synchronized void failed(KeyUnavailable why) {
        lastSigned = null;
        var now = nanos.getAsLong();
        var before = refusal;
        // Several calls under way fail together; that is one failure.
        if (before == null || before.until() - now <= 0) {
            refusal = new KeyRefusal(why, now + alone.next().toNanos());
        }
    }

    /** Makes a call. While one does not end, no more are made. */
    <T> T watched(Supplier<T> call) {
        var token = new Object();
        synchronized (this) {
            underWay.put(token, nanos.getAsLong());
        }
        try {
            return call.get();
        } finally {
            synchronized (this) {
                underWay.remove(token);
            }
        }
    }

    private boolean hangs() {
        var now = nanos.getAsLong();
        return underWay.values().stream().anyMatch(began -> now - began > HANGS.toNanos());
    }

    /** Why it is not asked now; empty when it may be. */
    synchronized Optional<KeyUnavailable> refusal() {
        if (hangs()) {
            return Optional.of(KeyUnavailable.away("where the key is, a call has not ended for more than "
                    + HANGS.toSeconds() + " s (expected: an answer; look at the device or its library)"));
        }
        var last = refusal;
        return last != null && last.until() - nanos.getAsLong() > 0 ? Optional.of(last.why()) : Optional.empty();
    }

    /** Whether it has signed a short time ago. */
    synchronized boolean isKnownToSign() {
        var last = lastSigned;
        return last != null && nanos.getAsLong() - last < BELIEVED.toNanos();
    }

    /**
     * All calls of this key rest for that long.
     *
     * @return whether this has gone on for too long, without any signature
     */
    synchronized boolean throttled(KeyUnavailable why, Duration pause) {
        var now = nanos.getAsLong();
        if (throttledSince == null) {
            throttledSince = now;
        }
        throttled = now;
        said = String.valueOf(why.getMessage());
        restsUntil = Math.max(restsUntil - now, pause.toNanos()) + now;
        return now - throttledSince > THROTTLED.toNanos();
    }

    /** How long all calls of this key still rest; zero or less when they do not. */
    synchronized Duration rest() {
        return Duration.ofNanos(restsUntil - nanos.getAsLong());
    }

    /** For people, while its service asks for fewer requests. */
    synchronized Optional<String> slow() {
        var last = throttled;
        return last == null || nanos.getAsLong() - last > TOLD.toNanos()
                ? Optional.empty()
                : Optional.of("signs as fast as its service allows, which asks for fewer requests (" + said
                        + "); signatures made so far: " + signed + ". Signing goes on by itself");
    }
}
