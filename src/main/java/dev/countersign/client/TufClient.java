package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Search;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.SuccinctRoles;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TrustedMetadata;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A TUF client: the detailed client workflow (specification, 5) over a source of files and a cache. What it returns is
 * verified; what fails a check is a {@link ClientException.Untrusted} that names the file. Used by one thread, for one moment.
 */
public final class TufClient {
    private static final String ROOT_GIVEN = "the root to start from";

    private final MetadataSource source;
    private final MetadataCache cache;
    private final InstantSource clock;
    private final TrustedMetadata trusted;
    private final RepositoryWalk.WalkBuilder seen = new RepositoryWalk.WalkBuilder();
    private Bytes root;

    private TufClient(MetadataSource source, MetadataCache cache, InstantSource clock, Bytes root) {
        this.source = source;
        this.cache = cache;
        this.clock = clock;
        this.trusted = checked(ROOT_GIVEN, () -> TrustedMetadata.startingFrom(root));
        this.root = root;
    }

    /**
     * A client that has followed the roots to the newest and verified timestamp, snapshot and top-level targets.
     *
     * @param root the root file to start from
     */
    public static TufClient refreshed(MetadataSource source, MetadataCache cache, InstantSource clock, Bytes root) {
        var client = new TufClient(source, cache, clock, root);
        client.refresh();
        return client;
    }

    /** Reads and verifies everything a repository publishes, as an independent witness: from the root to every bin. */
    public static RepositoryWalk walk(URI baseUrl, Bytes trustedRoot) {
        try (var http = new Transport(Credentials.NONE)) {
            return walk(new HttpMetadata(http, baseUrl), InstantSource.system(), trustedRoot);
        }
    }

    /** Reads and verifies everything, from a source and at a time of the caller's. */
    public static RepositoryWalk walk(MetadataSource source, InstantSource clock, Bytes trustedRoot) {
        var client = refreshed(source, MetadataCache.NONE, clock, trustedRoot);
        client.walkInto(RoleName.TARGETS, client.targets(RoleName.TARGETS, RoleName.ROOT));
        return client.seen.build(client.trusted, client.snapshot());
    }

    /** What the repository says of a target; empty when it has no such target. Loads the roles on the way. */
    public Optional<TargetFile> find(TargetPath path) {
        var search = new Search(path);
        for (var step = search.next(); step != null; step = search.next()) {
            search.visit(targets(step.role(), step.parent()));
        }
        return Optional.ofNullable(search.found());
    }

    /** The verified metadata. */
    public TrustedMetadata trusted() {
        return trusted;
    }

    /** A root that nobody trusted before is kept only when it has led to a valid repository. */
    private void refresh() {
        followRoots();
        if (cache.load(RoleName.ROOT.value()).isPresent()) {
            keepRoot();
        }
        recall();
        var timestamp = newTimestamp();
        newSnapshot();
        cache.store(RoleName.TIMESTAMP.value(), timestamp);
        targets(RoleName.TARGETS, RoleName.ROOT);
        keepRoot();
    }

    /** 5.3: one version after the other, each signed by the one before and by itself. */
    private void followRoots() {
        var before = RememberedRoot.read(cache);
        checked(ROOT_GIVEN, () -> before.check(trusted.root()));
        NewerRoots.read(source, nextRoot(), (name, file) -> {
            checked(name, () -> before.check(trusted.root(file)));
            seen.file(name, file);
            root = file;
        });
        checked(RoleName.ROOT.fileName(nextRoot()), () -> before.checkNewest(trusted.root()));
    }

    private int nextRoot() {
        return RootSuccession.versionAfter(trusted.root().signed());
    }

    private void keepRoot() {
        cache.store(RoleName.ROOT.value(), root);
    }

    /**
     * Takes what the last run has verified, so that nothing goes back behind it. It may have expired since, so it is
     * verified as of a time long ago. What the keys of the newest root have not signed is left out (5.3.11).
     */
    private void recall() {
        var timestamp = cache.load(RoleName.TIMESTAMP.value());
        var snapshot = cache.load(RoleName.SNAPSHOT.value());
        if (timestamp.isPresent() && passes(timestamp.get(), file -> trusted.timestamp(file, Instant.EPOCH))) {
            snapshot.ifPresent(bytes -> passes(bytes, file -> trusted.snapshot(file, Instant.EPOCH)));
        }
    }

    /**
     * 5.4. Returns the file of the trusted timestamp. It is kept only after its snapshot was verified: otherwise the
     * next run would not compare with the snapshot before.
     */
    private Bytes newTimestamp() {
        var name = RoleName.TIMESTAMP.fileName(1);
        var file = required(name, Limits.TIMESTAMP);
        var before = trusted.timestamp();
        var taken = checked(name, () -> trusted.timestamp(file, clock.instant()));
        seen.file(name, file);
        return taken == before ? cache.load(RoleName.TIMESTAMP.value()).orElse(file) : file;
    }

    /** 5.5: the cached one when it is still the one meant. */
    private void newSnapshot() {
        var meta = Objects.requireNonNull(trusted.timestamp()).signed().snapshot();
        var file = take(RoleName.SNAPSHOT, meta, bytes -> trusted.snapshot(bytes, clock.instant()));
        seen.file(RoleName.SNAPSHOT.fileName(meta.version()), file);
        cache.store(RoleName.SNAPSHOT.value(), file);
    }

    /** 5.6: a targets role, once. */
    private Targets targets(RoleName role, RoleName parent) {
        var loaded = trusted.targets(role);
        if (loaded != null) {
            return loaded.signed();
        }
        var meta = snapshot().signed().fromJson(role);
        if (meta == null) {
            throw new ClientException.Untrusted("the snapshot does not list the role " + role, null);
        }
        var file = take(role, meta, bytes -> trusted.targets(role, bytes, parent, clock.instant()));
        seen.file(role.fileName(meta.version()), file);
        cache.store(role.value(), file);
        return Objects.requireNonNull(trusted.targets(role)).signed();
    }

    /** The cached file when it passes the checks as it is, else the one from the source. */
    private Bytes take(RoleName role, MetaFile meta, Function<Bytes, Metadata<?>> check) {
        var cached = cache.load(role.value());
        if (cached.isPresent() && passes(cached.get(), check)) {
            return cached.get();
        }
        var name = role.fileName(meta.version());
        var file = required(name, limit(role, meta));
        checked(name, () -> check.apply(file));
        return file;
    }

    private static boolean passes(Bytes file, Function<Bytes, Metadata<?>> check) {
        try {
            return check.apply(file).signed().version() > 0;
        } catch (InvalidInput e) {
            return false;
        }
    }

    private static int limit(RoleName role, MetaFile meta) {
        var length = meta.length();
        return length == null || length > Integer.MAX_VALUE / 2 ? Limits.maxBytes(role) : length.intValue();
    }

    private Bytes required(String name, int maxBytes) {
        return source.fetch(name, maxBytes)
                .orElseThrow(() -> new ClientException.Missing("there is no " + name + " at " + source
                        + "; is the address that of a TUF repository's metadata?"));
    }

    private void walkInto(RoleName role, Targets targets) {
        seen.targets(targets);
        delegated(targets)
                .filter(name -> snapshot().signed().fromJson(name) != null && trusted.targets(name) == null)
                .forEach(name -> walkInto(name, targets(name, role)));
    }

    private static Stream<RoleName> delegated(Targets targets) {
        var delegations = targets.delegations();
        if (delegations == null) {
            return Stream.empty();
        }
        return switch (delegations.delegates()) {
            case Delegates.Roles roles -> roles.roles().stream().map(role -> role.name());
            case SuccinctRoles succinct -> succinct.bins().names().stream();
        };
    }

    private Metadata<Snapshot> snapshot() {
        return Objects.requireNonNull(trusted.snapshot(), "a snapshot has been taken");
    }

    private static <T> T checked(String file, Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidInput e) {
            throw new ClientException.Untrusted(file + " cannot be trusted: " + e.getMessage(), e);
        }
    }
}
