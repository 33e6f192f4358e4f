package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.client.Credentials;
import dev.countersign.tuf.TargetFile;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses at which there was something else than what is signed, for a while: however many ask, it is not fetched each time.
 * What is signed anew is another target, of which nothing is remembered; whether the registry has something new, its answer to
 * {@code HEAD} says. Any thread; calls may wait for the registry.
 */
final class RefusedContent {
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    /** A registry may say the same of what it has mended. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Upstream upstream;
    private final InstantSource clock;
    private final Cache<RefusedAt, RefusedFetch> refused = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .executor(Runnable::run)
            .build();

    /** @param place the address without its query, which holds a signature of the moment where addresses expire */
    private record RefusedAt(String place, TargetFile target) {
        static RefusedAt of(URI address, TargetFile target) {
            return new RefusedAt(address.toString().split("\\?", 2)[0], target);
        }
    }

    /**
     * How a fetch went wrong.
     *
     * @param state of the file, as the registry names it; empty when it names none
     * @param pause before the registry is asked again
     * @param asked when it was asked last
     */
    private record RefusedFetch(String reason, Optional<String> state, Instant fetched, Duration pause, Instant asked) {
        RefusedFetch askedAt(Instant now) {
            return new RefusedFetch(reason, state, fetched, pause, now);
        }

        /** A clock that was set back says nothing of how long ago it was. */
        boolean isOver(Instant now) {
            return now.isBefore(asked) || !now.isBefore(fetched.plus(LONGEST));
        }

        boolean isQuestionDue(Instant now) {
            return !now.isBefore(asked.plus(pause));
        }
    }

    RefusedContent(Upstream upstream, InstantSource clock) {
        this.upstream = upstream;
        this.clock = clock;
    }

    /** @throws Withheld when something else was at this address a moment ago, and most likely still is */
    void check(URI address, TargetFile target, Credentials credentials) {
        var at = RefusedAt.of(address, target);
        var before = refused.getIfPresent(at);
        if (before == null) {
            return;
        }
        var now = clock.instant();
        if (before.isOver(now)) {
            return;
        }
        if (before.isQuestionDue(now)) {
            if (before.state().isEmpty() || !state(address, credentials).equals(before.state())) {
                return;
            }
            refused.put(at, before.askedAt(now));
        }
        throw new Withheld(Withheld.Why.CHANGED, before.reason());
    }

    private Optional<String> state(URI address, Credentials credentials) {
        try (var answer = upstream.send(Upstream.UpstreamRequest.head(address), credentials)) {
            return answer.status() == 200 ? answer.state() : Optional.empty();
        } catch (Withheld away) {
            return Optional.empty();
        }
    }

    /** Something else was there. Each fetch in vain doubles the pause. */
    void add(URI address, TargetFile target, String reason, Optional<String> state) {
        var now = clock.instant();
        refused.asMap()
                .compute(
                        RefusedAt.of(address, target),
                        (_, before) -> new RefusedFetch(reason, state, now, pause(before), now));
    }

    private static Duration pause(@Nullable RefusedFetch before) {
        if (before == null) {
            return FIRST_PAUSE;
        }
        var twice = before.pause().multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    /** It was the target after all. */
    void remove(URI address, TargetFile target) {
        refused.invalidate(RefusedAt.of(address, target));
    }
}
