package dev.countersign.node;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import org.jspecify.annotations.Nullable;

/** Metadata files of all repositories that publishers keep in memory, up to a number of bytes together. Any thread. */
public final class FileMemory {
    /** What an entry costs besides the file's bytes, about. */
    private static final int OVERHEAD = 256;

    private record FileKey(RepositoryId repository, RoleVersion file) {}

    private final Cache<FileKey, StoredFile> files;

    public FileMemory(long maxBytes) {
        this.files = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((FileKey _, StoredFile file) -> file.bytes().length() + OVERHEAD)
                .build();
    }

    @Nullable
    StoredFile get(RepositoryId repository, RoleVersion file) {
        return files.getIfPresent(new FileKey(repository, file));
    }

    void put(RepositoryId repository, StoredFile file) {
        files.put(new FileKey(repository, file.key()), file);
    }
}
