package dev.countersign.mirror;

import dev.countersign.client.ClientSettings;
import dev.countersign.client.RepositoryWalk;
import dev.countersign.client.TestRepository;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Examples;
import dev.countersign.repository.MemoryMirrors;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Mirror;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.repository.MirrorState;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.FileName;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A repository with a mirror, and clients of that mirror that never go back. */
final class MirrorSample implements MirroredRepository, MetadataFiles {
    static final ServedRepository DEFAULT =
            new ServedRepository(RepositoryId.DEFAULT, RepositoryName.DEFAULT, Instant.EPOCH);

    final TestRepository repository = new TestRepository();
    final MemoryMirrors mirrors = new MemoryMirrors();
    final MemoryStore store = new MemoryStore();
    final Mirror mirror;
    Instant now = Instant.now();
    boolean leads = true;

    /** What retention has removed from the service. */
    final Map<RoleVersion, Boolean> gone = new ConcurrentHashMap<>();

    private final Map<Integer, Bytes> timestamps = new ConcurrentHashMap<>();
    private int published;
    private @Nullable RepositoryWalk seen;

    /** How many files the service was asked about. */
    int lookedFor;

    MirrorSample() {
        mirror = mirrors.add(
                        DEFAULT,
                        new MirrorName("disk"),
                        new MirrorPlace.Folder("/srv/tuf", false),
                        now,
                        Examples.ORIGIN)
                .result();
    }

    void publish() {
        repository.add("file-" + published, "content " + published);
        repository.publish();
        published++;
        var timestamp = repository.files.get(RoleName.TIMESTAMP_FILE);
        timestamps.put(Metadata.parseTimestamp(timestamp).signed().version(), timestamp);
        mirrors.head(RepositoryId.DEFAULT, newestVersions(), now);
    }

    MirrorCursor newestVersions() {
        if (published == 0) {
            return MirrorCursor.NOTHING;
        }
        var timestamp = Metadata.parseTimestamp(repository.files.get(RoleName.TIMESTAMP_FILE))
                .signed();
        int root = repository.files.keySet().stream()
                .flatMap(name -> FileName.parse(name).stream())
                .filter(file -> file.role().equals(RoleName.ROOT))
                .mapToInt(FileName::version)
                .max()
                .orElseThrow();
        return new MirrorCursor(
                published, root, timestamp.version(), timestamp.snapshot().version());
    }

    MirrorState state() {
        return mirrors.all(new Mirrors.SweepLimit(now.minus(Duration.ofHours(1)), 1))
                .result()
                .getFirst();
    }

    /** As a process does that has just begun to fill it. */
    MirrorRound round() {
        return round(mirrors.claim(mirror).result());
    }

    MirrorRound round(Mirrors.Claimed claimed) {
        return new MirrorRound(
                mirrors, claimed, store, this, new MirrorWriter("disk", store, this, () -> leads), clock());
    }

    InstantSource clock() {
        return () -> now;
    }

    void fill() {
        round().fill(0);
    }

    /** Everything that clients find on the mirror is whole, and follows what they have found there before. */
    RepositoryWalk walk() {
        return walk(repository.firstRoot());
    }

    RepositoryWalk walk(Bytes trustedRoot) {
        var found = RepositoryWalk.read(
                (name, maxBytes) -> Optional.ofNullable(store.files.get(name)),
                trustedRoot,
                ClientSettings.USUAL.withClock(clock()));
        if (seen != null) {
            found.checkFollows(seen);
        }
        seen = found;
        return found;
    }

    boolean showsSomething() {
        return store.files.containsKey(RoleName.TIMESTAMP_FILE);
    }

    @Override
    public MetadataFiles files() {
        return this;
    }

    @Override
    public Future<NewestShown> newest(long publication) {
        return Future.succeededFuture(
                new NewestShown(newestVersions(), repository.files.getOrDefault(RoleName.TIMESTAMP_FILE, Bytes.EMPTY)));
    }

    @Override
    public Future<Optional<StoredFile>> find(RoleVersion key) {
        var bytes = key.role().equals(RoleName.TIMESTAMP)
                ? timestamps.get(key.version())
                : repository.files.get(key.role().fileName(key.version()));
        return Future.succeededFuture(Optional.ofNullable(bytes)
                .filter(_ -> !gone.containsKey(key))
                .map(file -> new StoredFile(key.role(), key.version(), Instant.MAX, file)));
    }

    @Override
    public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        var found = new HashMap<RoleVersion, StoredFile>();
        keys.forEach(key -> find(key).result().ifPresent(file -> found.put(key, file)));
        return Future.succeededFuture(found);
    }

    /** Everything that a publication has replaced. */
    void retire() {
        repository.files.keySet().stream()
                .flatMap(name -> FileName.parse(name).stream())
                .filter(file -> !file.role().equals(RoleName.ROOT)
                        && !file.role().equals(RoleName.TARGETS)
                        && file.version() < published)
                .forEach(file -> gone.put(new RoleVersion(file.role(), file.version()), true));
        timestamps.keySet().stream()
                .filter(version -> version < newestVersions().timestamp())
                .forEach(version -> gone.put(new RoleVersion(RoleName.TIMESTAMP, version), true));
    }

    @Override
    public Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
        lookedFor += keys.size();
        return findAll(keys).map(files -> {
            var expiries = new HashMap<RoleVersion, Instant>();
            files.forEach((key, file) -> expiries.put(key, file.expires()));
            return expiries;
        });
    }

    @Override
    public Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<Instant>> firstExpiry() {
        throw new UnsupportedOperationException();
    }
}
