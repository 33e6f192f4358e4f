package dev.countersign.http.transparency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.http.metadata.PreparedFile;
import dev.countersign.repository.RepositoryId;
import org.jspecify.annotations.Nullable;

/** Tiles and bundles of all repositories that were asked for last, up to a number of bytes together. Any thread. */
public final class LogMemory {
    private static final long MAX_BYTES = 8 << 20;

    private record LogFile(RepositoryId repository, String path) {}

    private final Cache<LogFile, PreparedFile> files = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((LogFile _, PreparedFile file) -> file.weight())
            .build();

    @Nullable
    PreparedFile get(RepositoryId repository, String path) {
        return files.getIfPresent(new LogFile(repository, path));
    }

    void put(RepositoryId repository, String path, PreparedFile file) {
        files.put(new LogFile(repository, path), file);
    }
}
