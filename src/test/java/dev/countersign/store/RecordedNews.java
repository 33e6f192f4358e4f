package dev.countersign.store;

import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.RepositoryId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a node hears. */
public final class RecordedNews implements CurrentPublications.NewsListener {
    private final Map<RepositoryId, Integer> heard = new ConcurrentHashMap<>();
    private final AtomicInteger missed = new AtomicInteger();

    @Override
    public void heardOf(RepositoryId repository) {
        heard.merge(repository, 1, Integer::sum);
    }

    @Override
    public void mayHaveMissed() {
        missed.incrementAndGet();
    }

    int of(RepositoryId repository) {
        return heard.getOrDefault(repository, 0);
    }

    /** Of whatever kind. */
    public int get() {
        return missed.get()
                + heard.values().stream().mapToInt(Integer::intValue).sum();
    }
}
