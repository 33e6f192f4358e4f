package dev.countersign.http.metadata;

import dev.countersign.concurrent.SharedReads;
import dev.countersign.http.Refusal;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Versioned files of one repository in memory, in front of where they are kept. Only what exists is remembered: that a file is not there
 * may change at any moment, and a client that has just been told of it must find it.
 */
final class FileCache {
    private final MetadataFiles files;
    private final RepositoryId repository;
    private final ServingMemory prepared;
    private final SharedReads<RoleVersion, PreparedFile> reads = new SharedReads<>(this::read);
    private final int maxReads;

    FileCache(RepositoryId repository, MetadataFiles files, ServingMemory memory, ServingOptions options) {
        this.repository = repository;
        this.files = files;
        this.maxReads = options.maxMisses();
        this.prepared = memory;
    }

    /** The file of a name as {@link dev.countersign.tuf.RoleName#fileName} writes it, if it is in memory. */
    @Nullable
    PreparedFile inMemory(String name) {
        return prepared.get(repository, name);
    }

    /** Takes in a committed file before anyone asks for it. */
    PreparedFile remember(StoredFile file) {
        var ready = PreparedFile.of(file.bytes(), FileAnswers.JSON, FileAnswers.IMMUTABLE);
        if (file.role().isTopLevel()) {
            ready.name();
        }
        prepared.put(repository, file.role().fileName(file.version()), ready);
        return ready;
    }

    /** The file from where it is kept; one read however many ask at once. */
    Future<Optional<PreparedFile>> find(RoleVersion key) {
        return reads.find(key);
    }

    private Future<Optional<PreparedFile>> read(RoleVersion key) {
        return reads.underWay() > maxReads
                ? Future.failedFuture(new Refusal.Overloaded("too many files are being read", Duration.ofSeconds(1)))
                : files.find(key).map(found -> found.map(this::remember));
    }
}
