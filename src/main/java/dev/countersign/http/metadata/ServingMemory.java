package dev.countersign.http.metadata;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.repository.RepositoryId;
import org.jspecify.annotations.Nullable;

/** Files of all repositories that are served from memory, up to a number of bytes together. Any thread. */
public final class ServingMemory {
    private record FileAddress(int repository, String name) {}

    private final Cache<FileAddress, PreparedFile> prepared;

    public ServingMemory(ServingOptions options) {
        this.prepared = Caffeine.newBuilder()
                .maximumWeight(options.cacheBytes())
                .weigher((FileAddress _, PreparedFile file) -> file.weight())
                .build();
    }

    @Nullable
    PreparedFile get(RepositoryId repository, String name) {
        return prepared.getIfPresent(new FileAddress(repository.value(), name));
    }

    void put(RepositoryId repository, String name, PreparedFile file) {
        prepared.put(new FileAddress(repository.value(), name), file);
    }
}
