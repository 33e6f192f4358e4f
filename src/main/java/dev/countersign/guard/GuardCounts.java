package dev.countersign.guard;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a guard has done since it started. Any thread. */
public final class GuardCounts {
    private final Map<Withheld.Why, LongAdder> withheld = new EnumMap<>(Withheld.Why.class);
    private final LongAdder hits = new LongAdder();
    private final LongAdder fetches = new LongAdder();
    private final LongAdder fetchedBytes = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder pages = new LongAdder();
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder refreshes = new LongAdder();
    private final LongAdder failedRefreshes = new LongAdder();

    public GuardCounts() {
        for (var why : Withheld.Why.values()) {
            withheld.put(why, new LongAdder());
        }
    }

    void withheld(Withheld.Why why) {
        adder(why).increment();
    }

    void hit() {
        hits.increment();
    }

    void fetched(long bytes) {
        fetches.increment();
        fetchedBytes.add(bytes);
    }

    void evicted() {
        evictions.increment();
    }

    /** @param entries that were left out of it */
    void page(long entries) {
        pages.increment();
        leftOut.add(entries);
    }

    void refreshed() {
        refreshes.increment();
    }

    void refreshFailed() {
        failedRefreshes.increment();
    }

    public long count(Withheld.Why why) {
        return adder(why).sum();
    }

    private LongAdder adder(Withheld.Why why) {
        var adder = withheld.get(why);
        if (adder == null) {
            throw new IllegalStateException("every reason has one: " + why);
        }
        return adder;
    }

    /** Artifacts served from the cache. */
    public long hits() {
        return hits.sum();
    }

    /** Artifacts fetched from a registry and verified. */
    public long fetches() {
        return fetches.sum();
    }

    public long fetchedBytes() {
        return fetchedBytes.sum();
    }

    public long evictions() {
        return evictions.sum();
    }

    /** Index pages that were made. */
    public long pages() {
        return pages.sum();
    }

    /** Entries of index pages that were left out, since they are not signed. */
    public long leftOut() {
        return leftOut.sum();
    }

    public long refreshes() {
        return refreshes.sum();
    }

    public long failedRefreshes() {
        return failedRefreshes.sum();
    }
}
