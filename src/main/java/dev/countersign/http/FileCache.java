package dev.countersign.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Versioned files in memory, in front of where they are kept. Only what exists is remembered: that a file is not there
 * may change at any moment, and a client that has just been told of it must find it.
 */
final class FileCache {
    private static final CharSequence IMMUTABLE = HttpHeaders.createOptimized("public, max-age=31536000, immutable");

    private final MetadataFiles files;
    private final Cache<String, PreparedFile> prepared;
    private final ConcurrentMap<RoleVersion, Future<Optional<PreparedFile>>> reads = new ConcurrentHashMap<>();
    private final int maxReads;

    FileCache(MetadataFiles files, ServingOptions options) {
        this.files = files;
        this.maxReads = options.maxMisses();
        this.prepared = Caffeine.newBuilder()
                .maximumWeight(options.cacheBytes())
                .weigher((String name, PreparedFile file) -> file.weight())
                .build();
    }

    /** The file of a name as {@link dev.countersign.tuf.RoleName#fileName} writes it, if it is in memory. */
    @Nullable
    PreparedFile inMemory(String name) {
        return prepared.getIfPresent(name);
    }

    /** Takes in a committed file before anyone asks for it. */
    PreparedFile remember(StoredFile file) {
        var ready = PreparedFile.of(file.bytes(), FileAnswers.JSON, IMMUTABLE);
        if (file.role().isTopLevel()) {
            ready.name();
        }
        prepared.put(file.role().fileName(file.version()), ready);
        return ready;
    }

    /** The file from memory or from where it is kept; one read however many ask at once. */
    Future<Optional<PreparedFile>> find(RoleVersion key) {
        var running = reads.get(key);
        if (running == null) {
            return read(key);
        }
        // The read under way may have begun before the file was committed; a read begun now cannot have.
        return running.compose(found -> found.isPresent() ? running : read(key));
    }

    private Future<Optional<PreparedFile>> read(RoleVersion key) {
        if (reads.size() >= maxReads) {
            return Future.failedFuture(new Refusal.Overloaded("too many files are being read", Duration.ofSeconds(1)));
        }
        var promise = Promise.<Optional<PreparedFile>>promise();
        var running = reads.putIfAbsent(key, promise.future());
        if (running != null) {
            return running;
        }
        files.find(key).map(found -> found.map(this::remember)).onComplete(done -> {
            reads.remove(key);
            if (done.succeeded()) {
                promise.complete(done.result());
            } else {
                promise.fail(done.cause());
            }
        });
        return promise.future();
    }
}
