package dev.countersign.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Objects;

/** A bucket of tokens for each of a bounded number of senders; who has not been seen for a while has a full one. */
final class Buckets<K> {
    private static final int MOST = 50_000;
    private static final Duration FULL_AGAIN = Duration.ofSeconds(10);

    private final Cache<K, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(FULL_AGAIN.multipliedBy(2))
            // What there is to tidy up costs less than to hand it to another thread.
            .executor(Runnable::run)
            .build();
    private final int perSecond;

    Buckets(int perSecond) {
        this.perSecond = perSecond;
    }

    /** @throws Refusal.TooMany when nothing is left */
    void take(K sender, String what) {
        var taken = of(sender).tryConsumeAndReturnRemaining(1);
        if (!taken.isConsumed()) {
            throw tooMany(what, taken.getNanosToWaitForRefill());
        }
    }

    /** The same without taking anything. */
    void require(K sender, String what) {
        var known = buckets.getIfPresent(sender);
        if (known != null) {
            var left = known.estimateAbilityToConsume(1);
            if (!left.canBeConsumed()) {
                throw tooMany(what, left.getNanosToWaitForRefill());
            }
        }
    }

    private static Refusal.TooMany tooMany(String what, long nanos) {
        return new Refusal.TooMany(what, Duration.ofNanos(nanos));
    }

    private Bucket of(K sender) {
        return Objects.requireNonNull(buckets.get(sender, _ -> full()));
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond * FULL_AGAIN.toSeconds())
                        .refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
