package dev.countersign.node;

import dev.countersign.concurrent.Backoff;
import dev.countersign.repository.RepositoryId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Repositories whose publishers were blocked or failed, and when each is tried again. Owned by {@link AwakePublishers},
 * and guarded by its lock.
 */
final class Setbacks {
    /** Until a repository with unusable rows is looked at again. */
    static final Duration DAMAGED = Duration.ofSeconds(30);

    /** Until a repository that cannot be published is tried again; twice as long each time. */
    static final Duration FIRST = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofMinutes(4);

    /** @param closed whether it is not tried before, even when somebody asks for it */
    private record Setback(Instant until, boolean closed, Backoff next) {}

    private final InstantSource clock;
    private final Map<RepositoryId, Setback> setbacks = new HashMap<>();

    Setbacks(InstantSource clock) {
        this.clock = clock;
    }

    /** It was blocked, or failed each time. */
    void inVain(RepositoryId id) {
        var last = setbacks.get(id);
        var next = last == null || last.closed() ? new Backoff(FIRST, LONGEST) : last.next();
        setbacks.put(id, new Setback(clock.instant().plus(next.next()), false, next));
    }

    /** What is stored of it cannot be used. */
    void damaged(RepositoryId id) {
        setbacks.put(id, new Setback(clock.instant().plus(DAMAGED), true, new Backoff(FIRST, LONGEST)));
    }

    /** It gets on, or is there no longer. */
    void over(RepositoryId id) {
        setbacks.remove(id);
    }

    void clear() {
        setbacks.clear();
    }

    boolean has(RepositoryId id) {
        return setbacks.containsKey(id);
    }

    /** Whether it is time to try again by itself. */
    boolean mayTry(RepositoryId id) {
        var setback = setbacks.get(id);
        return setback == null || !clock.instant().isBefore(setback.until());
    }

    /** Whether it may be tried because somebody asks for it: the new submission may be what mends it. */
    boolean mayBeAsked(RepositoryId id) {
        var setback = setbacks.get(id);
        return setback == null || !setback.closed() || mayTry(id);
    }
}
