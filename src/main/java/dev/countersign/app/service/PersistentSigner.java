package dev.countersign.app.service;

import dev.countersign.concurrent.Backoff;
import dev.countersign.json.Bytes;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.KeyUnavailable.Again;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A signer that asks again where that can help: a few seconds long when there was no answer, and for as long as its service
 * signs at all when that wants fewer requests. Blocks meanwhile.
 */
final class PersistentSigner implements Signer {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** How long to go on without an answer: a publication under way is not given up over a restart next door. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Signer signer;
    private final KeyHealth health;
    private final SignsOfLife signs;
    private final Runnable stillWanted;
    private final LongSupplier nanos;

    /** @param stillWanted throws when nobody wants the signatures any more */
    PersistentSigner(Signer signer, KeyHealth health, SignsOfLife signs, Runnable stillWanted, LongSupplier nanos) {
        this.signer = signer;
        this.health = health;
        this.signs = signs;
        this.stillWanted = stillWanted;
        this.nanos = nanos;
    }

    @Override
    public Key key() {
        return signer.key();
    }

    @Override
    public Signature sign(Bytes message) {
        return persistently(1, () -> signer.sign(message));
    }

    @Override
    public List<Signature> signAll(List<Bytes> messages) {
        return persistently(messages.size(), () -> signer.signAll(messages));
    }

    private <T> T persistently(int messages, Supplier<T> call) {
        var began = nanos.getAsLong();
        var pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            rest();
            try {
                var made = call.get();
                signs.signed(messages);
                return made;
            } catch (KeyUnavailable e) {
                switch (e.again()) {
                    case Again.WhenMended _ -> throw e;
                    case Again.Soon _ -> pauseAway(e, began, pauses);
                    case Again.Slower slower -> pauseThrottled(e, slower, pauses);
                }
            }
        }
    }

    private void pauseAway(KeyUnavailable e, long began, Backoff pauses) {
        var pause = jittered(pauses.next());
        if (nanos.getAsLong() + pause.toNanos() - began > AWAY.toNanos()) {
            throw e;
        }
        sleep(pause, e);
    }

    private void pauseThrottled(KeyUnavailable e, Again.Slower slower, Backoff pauses) {
        var pause = jittered(Collections.max(List.of(slower.pause(), pauses.next())));
        if (health.throttled(e, pause)) {
            throw e;
        }
    }

    /** So that those who were refused together do not come back together. */
    private static Duration jittered(Duration pause) {
        return pause.plusNanos(ThreadLocalRandom.current().nextLong(Math.max(1, pause.toNanos() / 2)));
    }

    /** While the service wants no requests; whoever waits for signatures is told that they are on their way. */
    private void rest() {
        for (var left = health.rest(); left.isPositive(); left = health.rest()) {
            signs.give();
            sleep(Collections.min(List.of(left, TICK)), null);
        }
        stillWanted.run();
    }

    private static void sleep(Duration length, @Nullable KeyUnavailable why) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why == null ? KeyUnavailable.away("interrupted while waiting for a signature") : why;
        }
    }

    @Override
    public String toString() {
        return "PersistentSigner[" + key().id() + "]";
    }
}
