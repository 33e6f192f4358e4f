package dev.countersign.node;

import dev.countersign.concurrent.SharedReads;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata files of one repository, with the most used ones in memory. A file never changes, so none in memory is
 * ever out of date. Many who ask for a file at once share one read. That a file is missing is not remembered, because
 * it may be published at any moment. Any thread.
 */
public final class CachedMetadataFiles implements MetadataFiles {
    private final MetadataFiles files;
    private final RepositoryId repository;
    private final FileMemory memory;
    private final SharedReads<RoleVersion, StoredFile> reads = new SharedReads<>(this::read);

    public CachedMetadataFiles(RepositoryId repository, MetadataFiles files, FileMemory memory) {
        this.repository = repository;
        this.files = files;
        this.memory = memory;
    }

    @Override
    public Future<Optional<StoredFile>> find(RoleVersion key) {
        var kept = memory.get(repository, key);
        if (kept != null) {
            return Future.succeededFuture(Optional.of(kept));
        }
        return reads.find(key);
    }

    /** Kept before the read is no longer under way, so that nobody in between reads it again. */
    private Future<Optional<StoredFile>> read(RoleVersion key) {
        return files.find(key).map(found -> {
            found.ifPresent(this::put);
            return found;
        });
    }

    /** Does not keep what it reads: whoever asks for many files is about to replace them. */
    @Override
    public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        var found = new HashMap<RoleVersion, StoredFile>();
        var missing = new ArrayList<RoleVersion>();
        for (var key : keys) {
            var file = memory.get(repository, key);
            if (file == null) {
                missing.add(key);
            } else {
                found.put(key, file);
            }
        }
        return files.findAll(missing).map(read -> {
            found.putAll(read);
            return found;
        });
    }

    @Override
    public Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
        return files.expiries(keys);
    }

    @Override
    public Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
        return files.lengths(keys);
    }

    @Override
    public Future<Optional<Instant>> firstExpiry() {
        return files.firstExpiry();
    }

    /** Keeps a file that was just committed, so that its first reader does not wait. */
    public void put(StoredFile file) {
        memory.put(repository, file);
    }
}
