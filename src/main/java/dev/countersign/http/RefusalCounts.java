package dev.countersign.http;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what is refused until the counts are taken. However much is refused, and from however many networks, there is a
 * bounded number of counts: what finds no room is counted together. Any thread.
 */
public final class RefusalCounts implements RefusedAccess.Watch {
    /** Counts of one kind each; one more is for all others. */
    static final int MOST = 64;

    /** Of those, of one network: whoever tries everything leaves room for others. */
    static final int MOST_OF_ONE = 16;

    /**
     * How often something was refused.
     *
     * @param access empty for all that found no room
     */
    public record RefusalCount(Optional<RefusedAccess> access, long times, Instant first, Instant last) {
        private RefusalCount plus(RefusalCount other) {
            return new RefusalCount(
                    access,
                    times + other.times,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last);
        }
    }

    private final InstantSource clock;

    /** Guarded by this. */
    private final Map<Optional<RefusedAccess>, RefusalCount> counts = new LinkedHashMap<>();

    public RefusalCounts(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void refused(RefusedAccess access) {
        var now = clock.instant();
        add(new RefusalCount(Optional.of(access), 1, now, now));
    }

    /** Also takes back what was taken and could not be kept anywhere. */
    public synchronized void add(RefusalCount count) {
        var place = hasRoom(count.access()) ? count.access() : Optional.<RefusedAccess>empty();
        counts.merge(place, new RefusalCount(place, count.times(), count.first(), count.last()), RefusalCount::plus);
    }

    private boolean hasRoom(Optional<RefusedAccess> access) {
        return counts.containsKey(access)
                || (counts.size() < MOST
                        && access.filter(refused -> of(refused.network()) < MOST_OF_ONE)
                                .isPresent());
    }

    private long of(ClientAddress network) {
        return counts.keySet().stream()
                .filter(known ->
                        known.filter(of -> of.network().equals(network)).isPresent())
                .count();
    }

    /** What was counted since the last call. */
    public synchronized List<RefusalCount> take() {
        var taken = new ArrayList<>(counts.values());
        counts.clear();
        return taken;
    }
}
