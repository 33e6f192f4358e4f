package dev.countersign.http.transparency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.http.metadata.PreparedFile;
import dev.countersign.repository.RepositoryId;
import org.jspecify.annotations.Nullable;

/** Tiles and bundles of all repositories that were asked for last, up to a number of bytes together. Any thread. */
public final class LogMemory {
    private static final long MAX_BYTES = 8 << 20;

    private record Key(RepositoryId repository, String path) {}

    private final Cache<Key, PreparedFile> files = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key _, PreparedFile file) -> file.weight())
            .build();

    @Nullable
    PreparedFile get(RepositoryId repository, String path) {
        return files.getIfPresent(new Key(repository, path));
    }

    void put(RepositoryId repository, String path, PreparedFile file) {
        files.put(new Key(repository, path), file);
    }
}
