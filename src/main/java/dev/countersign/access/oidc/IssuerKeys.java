package dev.countersign.access.oidc;

import dev.countersign.access.IssuerAway;
import dev.countersign.concurrent.CallersContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, as this node knows them. They are read when a token needs them and they are no longer fresh, or
 * the key that it means is not among them; once for all who wait at the same time. Any thread.
 */
final class IssuerKeys {
    /** How long they are used without asking again, and so how long a key that the issuer withdraws is still believed. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** How long they are used while the issuer does not answer. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** The least time between two questions, whatever tokens are shown. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    private final String issuer;
    private final Supplier<Future<KeySet>> source;
    private final LongSupplier nanos;

    private record Held(KeySet keys, long readAt) {}

    /** Null before the first answer. Guarded by this, like all fields below. */
    private @Nullable Held held;

    private @Nullable CompletableFuture<KeySet> underWay;
    private boolean everAsked;
    private long askedAt;

    /** Why the last question had no answer; null when it had one. */
    private @Nullable IssuerAway away;

    /** @param nanos a steady clock, as {@link System#nanoTime} */
    IssuerKeys(String issuer, Supplier<Future<KeySet>> source, LongSupplier nanos) {
        this.issuer = issuer;
        this.source = source;
        this.nanos = nanos;
    }

    /**
     * The key that a token means.
     *
     * @return fails with {@link UntrustedToken} when the issuer has no such key, with {@link IssuerAway} when that cannot be
     *     known
     */
    Future<IssuerKey> find(Jwt token) {
        CompletableFuture<KeySet> question = null;
        Future<IssuerKey> answer;
        synchronized (this) {
            var now = nanos.getAsLong();
            var known = known(token, now);
            if (known.isPresent() && isYounger(FRESH, now)) {
                return Future.succeededFuture(known.get());
            }
            if (underWay == null && mayAsk(now)) {
                question = begin(now);
            }
            answer = answer(token, known);
        }
        if (question != null) {
            put(question);
        }
        return answer;
    }

    /** The key among those that may still be used. */
    private Optional<IssuerKey> known(Jwt token, long now) {
        return held != null && isYounger(LONGEST, now) ? held.keys.find(token) : Optional.empty();
    }

    private boolean isYounger(Duration age, long now) {
        return held != null && now - held.readAt < age.toNanos();
    }

    private boolean mayAsk(long now) {
        return !everAsked || now - askedAt >= PAUSE.toNanos();
    }

    private CompletableFuture<KeySet> begin(long now) {
        var question = new CompletableFuture<KeySet>();
        everAsked = true;
        askedAt = now;
        underWay = question;
        return question;
    }

    /** After a question without an answer, tokens whose key is known do not wait for the next one. */
    private Future<IssuerKey> answer(Jwt token, Optional<IssuerKey> known) {
        if (underWay == null || (known.isPresent() && away != null)) {
            return known.map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(away == null ? unknown(token) : away));
        }
        return CallersContext.futureOf(underWay).transform(read -> {
            if (read.succeeded()) {
                return read.result()
                        .find(token)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(unknown(token)));
            }
            return known.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(read.cause()));
        });
    }

    private static UntrustedToken unknown(Jwt token) {
        return new UntrustedToken("its issuer has no key for it (alg "
                + token.algorithm().word() + ", "
                + (token.keyId() == null ? "no kid" : "kid of " + token.keyId().length() + " characters") + ")");
    }

    private void put(CompletableFuture<KeySet> question) {
        var asked = nanos.getAsLong();
        Future.succeededFuture().compose(_ -> source.get()).onComplete(read -> {
            if (read.succeeded()) {
                answered(new Held(read.result(), asked));
                question.complete(read.result());
            } else {
                var failure =
                        new IssuerAway("issuer " + issuer + ": " + read.cause().getMessage());
                failed(failure);
                question.completeExceptionally(failure);
            }
        });
    }

    /** Its age counts from when it was asked for. */
    private synchronized void answered(Held read) {
        if (away != null) {
            LOG.info("issuer {} answers again", issuer);
        }
        held = read;
        away = null;
        underWay = null;
    }

    private synchronized void failed(IssuerAway failure) {
        if (away == null) {
            LOG.warn(
                    "{}; its keys of before are used for {} min at most, and its callers get 503 after that",
                    failure.getMessage(),
                    LONGEST.toMinutes());
        }
        away = failure;
        underWay = null;
    }
}
