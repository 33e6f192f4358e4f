package dev.countersign.node;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Metadata files kept in memory up to a number of bytes, those asked for most and last. A file never changes, so
 * nothing here is ever stale. However many ask for a file at once, it is read once; that a file is missing is not
 * remembered, because it may be published any moment. Any thread.
 */
public final class CachedMetadataFiles implements MetadataFiles {
    /** What an entry costs besides the file's bytes, about. */
    private static final int OVERHEAD = 256;

    private final MetadataFiles files;
    private final Cache<RoleVersion, StoredFile> cache;
    private final ConcurrentMap<RoleVersion, CompletableFuture<Optional<StoredFile>>> underWay =
            new ConcurrentHashMap<>();

    public CachedMetadataFiles(MetadataFiles files, long maxBytes) {
        this.files = files;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((RoleVersion _, StoredFile file) -> file.bytes().length() + OVERHEAD)
                .build();
    }

    @Override
    public Future<Optional<StoredFile>> find(RoleVersion key) {
        var kept = cache.getIfPresent(key);
        if (kept != null) {
            return Future.succeededFuture(Optional.of(kept));
        }
        var answer = new CompletableFuture<Optional<StoredFile>>();
        var shared = underWay.putIfAbsent(key, answer);
        if (shared == null) {
            files.find(key).onComplete(read -> answer(key, answer, read));
        }
        return onCallersContext(shared == null ? answer : shared);
    }

    /** Kept before it is no longer under way, so that nobody in between reads it again. */
    private void answer(
            RoleVersion key, CompletableFuture<Optional<StoredFile>> answer, AsyncResult<Optional<StoredFile>> read) {
        if (read.succeeded()) {
            read.result().ifPresent(this::put);
        }
        underWay.remove(key, answer);
        if (read.succeeded()) {
            answer.complete(read.result());
        } else {
            answer.completeExceptionally(read.cause());
        }
    }

    /** Reads what is missing past the cache: whoever needs many files at once is about to replace them. */
    @Override
    public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        var found = new HashMap<RoleVersion, StoredFile>();
        var missing = new ArrayList<RoleVersion>();
        for (var key : keys) {
            var file = cache.getIfPresent(key);
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
        cache.put(file.key(), file);
    }

    private static <T> Future<T> onCallersContext(CompletableFuture<T> answer) {
        var context = Vertx.currentContext();
        return context == null ? Future.fromCompletionStage(answer) : Future.fromCompletionStage(answer, context);
    }
}
