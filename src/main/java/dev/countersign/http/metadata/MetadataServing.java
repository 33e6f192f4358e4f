package dev.countersign.http.metadata;

import dev.countersign.http.Freshness;
import dev.countersign.http.RepositoryAddress;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the metadata files of one repository (specification, 6.2.1) from memory. One instance serves any number of event
 * loops. A file that the timestamp leads to is found from the moment the timestamp is served.
 */
public final class MetadataServing implements Handler<HttpServerRequest> {
    private static final String FOLDER = ApiPath.METADATA_FILES + "/";

    private static final Logger LOG = LoggerFactory.getLogger(MetadataServing.class);
    private static final String NEWEST_ROOT = "root.json";

    /**
     * Every client asks for the Root after the newest, and a shared cache may spare us most of that; it delays the
     * next Root by as much. Nothing else that is missing may be remembered: a cached 404 for a snapshot would break
     * clients that have just seen its timestamp.
     */
    private static final CharSequence NO_NEXT_ROOT = HttpHeaders.createOptimized("public, max-age=5");

    private record Newest(Bytes source, PreparedFile file) {}

    private record NewestRoot(int version, PreparedFile file) {}

    /** Which repository, and what its addresses begin with. */
    public record Whose(RepositoryId id, String base) {
        /** The repository that addresses without a name mean. */
        public static final Whose DEFAULT = new Whose(RepositoryId.DEFAULT, "");

        public static Whose named(RepositoryId id, RepositoryName name) {
            return new Whose(id, RepositoryAddress.base(name));
        }
    }

    private final Latest latest;
    private final Delivery delivery;
    private final FileCache files;
    private final FileAnswers answers;
    private final KnownRoles known;
    private final MetadataIndex index;
    private final CharSequence timestampCacheControl;
    private volatile @Nullable Newest timestamp;
    private volatile @Nullable NewestRoot root;

    /** @param background compresses files; may refuse work */
    public MetadataServing(
            Vertx vertx,
            Whose whose,
            Latest latest,
            MetadataFiles files,
            Freshness freshness,
            ServingMemory memory,
            ServingOptions options,
            Executor background) {
        this.latest = latest;
        this.files = new FileCache(whose.id(), files, memory, options);
        this.answers = new FileAnswers(background);
        this.delivery = new Delivery(vertx, freshness, answers);
        this.known = new KnownRoles(latest);
        this.index = new MetadataIndex(files, whose.base() + FOLDER);
        this.timestampCacheControl = HttpHeaders.createOptimized(options.timestampCacheControl());
    }

    /** Takes in a committed file before anyone asks for it; never call this before the commit. */
    public void published(StoredFile file) {
        var ready = files.remember(file);
        LOG.trace("{} is in memory: {} bytes", file.key(), ready.weight());
    }

    @Override
    public void handle(HttpServerRequest request) {
        handle(request, request.path());
    }

    /** @param path behind the address of the repository */
    public void handle(HttpServerRequest request, @Nullable String path) {
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            answers.otherMethod(request);
            return;
        }
        var name = path == null || path.length() <= FOLDER.length() ? "" : path.substring(FOLDER.length());
        if (name.equals(RoleName.TIMESTAMP_FILE)) {
            timestamp(request);
            return;
        }
        var file = files.inMemory(name);
        if (file != null) {
            answers.send(request, file);
        } else {
            lookUp(request, name);
        }
    }

    private void lookUp(HttpServerRequest request, String name) {
        var decoded = MetadataName.decoded(name);
        if (decoded == null) {
            notFound(request, FileAnswers.NO_STORE);
            return;
        }
        switch (decoded) {
            case RoleName.TIMESTAMP_FILE -> timestamp(request);
            case "" -> delivery.whenFresh(request, () -> index(request));
            case NEWEST_ROOT -> delivery.whenFresh(request, () -> newestRoot(request));
            default ->
                MetadataName.parse(decoded)
                        .ifPresentOrElse(key -> versioned(request, key), () -> notFound(request, FileAnswers.NO_STORE));
        }
    }

    private void timestamp(HttpServerRequest request) {
        delivery.whenFresh(request, () -> {
            var bytes = latest.view().timestamp();
            if (bytes.length() == 0) {
                notFound(request, FileAnswers.NO_STORE);
            } else {
                answers.send(request, timestamp(bytes));
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // the same publication has the same array; two that are equal may be two
    private PreparedFile timestamp(Bytes bytes) {
        var prepared = timestamp;
        if (prepared == null || prepared.source() != bytes) {
            prepared = new Newest(bytes, PreparedFile.uncompressed(bytes, FileAnswers.JSON, timestampCacheControl));
            timestamp = prepared;
        }
        return prepared.file();
    }

    private void newestRoot(HttpServerRequest request) {
        int version = latest.view().head().root();
        var prepared = root;
        if (version == 0) {
            notFound(request, FileAnswers.NO_STORE);
        } else if (prepared != null && prepared.version() == version) {
            answers.send(request, prepared.file());
        } else {
            delivery.deliver(request, files.find(new RoleVersion(RoleName.ROOT, version)), file -> {
                var newest = file.with(FileAnswers.REVALIDATE);
                root = new NewestRoot(version, newest);
                answers.send(request, newest);
            });
        }
    }

    private void index(HttpServerRequest request) {
        delivery.deliver(request, index.page(latest.view()).map(Optional::of), page -> answers.send(request, page));
    }

    /** What this node knows decides at once; only before it says no, it makes sure that it knows the newest. */
    private void versioned(HttpServerRequest request, RoleVersion key) {
        if (mayExist(key)) {
            find(request, key);
        } else {
            delivery.whenFresh(request, () -> {
                if (mayExist(key)) {
                    find(request, key);
                } else {
                    notFound(request, key.role().equals(RoleName.ROOT) ? NO_NEXT_ROOT : FileAnswers.NO_STORE);
                }
            });
        }
    }

    private boolean mayExist(RoleVersion key) {
        Head head = latest.view().head();
        return switch (key.role().value()) {
            case "root" -> key.version() <= head.root();
            case "snapshot" -> key.version() <= head.snapshot();
            case "targets" -> key.version() <= head.targets();
            default -> known.contains(key.role());
        };
    }

    private void find(HttpServerRequest request, RoleVersion key) {
        var file = files.inMemory(key.role().fileName(key.version()));
        if (file != null) {
            answers.send(request, file);
        } else {
            delivery.deliver(request, files.find(key), found -> answers.send(request, found));
        }
    }

    private void notFound(HttpServerRequest request, CharSequence cacheControl) {
        answers.notFound(request, cacheControl);
    }
}
