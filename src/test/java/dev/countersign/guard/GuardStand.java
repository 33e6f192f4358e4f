package dev.countersign.guard;

import dev.countersign.client.ClientSettings;
import dev.countersign.client.ContentHash;
import dev.countersign.client.Credentials;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.MemoryCache;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.TestRepository;
import dev.countersign.client.TufClient;
import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.StrictServer;
import dev.countersign.packages.Ecosystem;
import dev.countersign.packages.ProjectList;
import dev.countersign.packages.SignedFile;
import dev.countersign.packages.TargetNames;
import dev.countersign.store.Eventually;
import dev.countersign.store.FreePort;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A guard in front of a {@link StubRegistry}, with a real repository that signs: over HTTP at both sides. The repository
 * and the registry may be changed at will; nothing is signed before {@link #sign}.
 */
public final class GuardStand implements AutoCloseable {
    /** Long enough that no refresh is made by the timer while a test runs. */
    private static final Duration NEVER = Duration.ofDays(1);

    public final TestRepository repository = new TestRepository();
    public final StubRegistry registry;
    public final GuardCounts counts = new GuardCounts();

    /** Questions for files of metadata. */
    public final AtomicInteger metadataAsked = new AtomicInteger();

    public volatile boolean repositoryAway;

    /** Where lists of projects are from the next start on; null for nowhere. */
    public volatile URI lists;

    /** What the guard takes names of hosts for, before it goes to another host than the registry's. */
    public volatile HostAddresses hosts = HostAddresses.OF_MACHINE;

    private final Path folder;
    private final long cacheBytes;
    private final Vertx vertx;
    private final List<PackageGuard.Mount> mounts = new ArrayList<>();
    private final MemoryCache trust = new MemoryCache();
    private final ShiftedClock clock = new ShiftedClock();
    private final HttpClient client = HttpClient.newHttpClient();
    private GuardEngine engine;
    private HttpServer server;
    private final int port = FreePort.next();

    /** The time of this machine, and what a test adds. */
    private static final class ShiftedClock implements InstantSource {
        private volatile Duration later = Duration.ZERO;

        @Override
        public Instant instant() {
            return InstantSource.system().instant().plus(later);
        }
    }

    public GuardStand(Path folder) {
        this(folder, 64 << 20);
    }

    /** @param folder for the cache */
    public GuardStand(Path folder, long cacheBytes) {
        this.folder = folder;
        this.cacheBytes = cacheBytes;
        this.registry = new StubRegistry();
        this.vertx = Vertx.vertx();
        repository.publish();
        engine = newEngine();
    }

    private GuardEngine newEngine() {
        MetadataSource source = (name, maxBytes) -> {
            metadataAsked.incrementAndGet();
            if (repositoryAway) {
                throw new dev.countersign.client.ClientException.Unreachable("connection refused", null, null);
            }
            return Optional.ofNullable(repository.files.get(name));
        };
        var settings = ClientSettings.USUAL.withClock(clock);
        var tuf = new TufClient(source, trust, repository.firstRoot(), settings);
        var last = new LastVerified(trust, repository.firstRoot(), settings, folder.resolve("refreshed"));
        var pace = new SignedTargets.RefreshPace(NEVER, Duration.ZERO, Duration.ofHours(1));
        try {
            return new GuardEngine(
                    vertx,
                    tuf,
                    last,
                    ArtifactCache.open(folder, cacheBytes, clock, counts),
                    new GuardEngine.EngineSettings(
                            pace, 4 << 20, Optional.ofNullable(lists), host -> hosts.find(host), Optional.empty()),
                    clock,
                    counts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a protocol needs to guard the stub, below a path of it. */
    public GuardedRegistry guarded(Ecosystem kind, String path) {
        return engine.registry(
                new RegistryAddress(registry.address(path), Credentials.NONE, new TargetNames(kind, kind.wireName())));
    }

    public GuardedRegistry guarded(RegistryAddress address) {
        return engine.registry(address);
    }

    /** Serves a protocol in a place. */
    public GuardStand serve(String place, Function<GuardStand, PackageProtocol> protocol) {
        mounts.add(new PackageGuard.Mount(List.of(place.split("/")), protocol.apply(this)));
        return this;
    }

    /** Begins to answer. */
    public GuardStand start() {
        var options = StrictServer.options(Duration.ofMinutes(1));
        server = await(StrictServer.create(
                        vertx, options, ConnectionLimits.DEFAULT, engine.guard(mounts, PackageGuard.Visitors.ALL))
                .listen(port, "127.0.0.1"));
        return this;
    }

    /** Ends, and begins again on the same folder, with other protocols. */
    public GuardStand restart(String place, Function<GuardStand, PackageProtocol> protocol) throws IOException {
        await(server.close());
        engine.close();
        mounts.clear();
        awaitFree(port);
        engine = newEngine();
        return serve(place, protocol).start();
    }

    /** A server is closed a moment before the system knows. */
    private static void awaitFree(int port) {
        try {
            Eventually.holds("the port is free", () -> FreePort.isFree(port));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The registry has a file, and it is signed. */
    public void publish(String target, String path, String content) {
        registry.put(path, content);
        repository.add(target, content);
        sign();
    }

    /** Signs the list of a project, with all files that are signed below a path; the registry keeps it below {@code /lists/}. */
    public void signList(Ecosystem kind, String project, String below) {
        signList(kind, project, below, Map.of());
    }

    /** @param requirements of the files of which they are known */
    public void signList(Ecosystem kind, String project, String below, Map<String, String> requirements) {
        var files = new TreeMap<String, SignedFile>();
        repository.targets.forEach((path, target) -> {
            if (path.value().startsWith(below)) {
                var name = path.value().substring(below.length());
                files.put(name, new SignedFile(target, false, requirements.get(name)));
            }
        });
        var list = new ProjectList(kind, project, files);
        var path = new TargetNames(kind, kind.wireName()).list(project).value();
        int name = path.lastIndexOf('/') + 1;
        var text = list.canonical();
        registry.put(
                "/lists/" + path.substring(0, name) + text.sha256().hex() + "." + path.substring(name), text.utf8());
        repository.add(path, text.utf8());
        sign();
    }

    /** What metadata says of content. */
    public static TargetFile target(byte[] content) {
        var hash = new ContentHash(List.of(HashAlgorithm.SHA256));
        hash.add(content, content.length);
        return hash.toTargetFile(null);
    }

    /** What is among the targets now is what the newest metadata lists. */
    public void sign() {
        repository.publish();
    }

    public void later(Duration time) {
        clock.later = clock.later.plus(time);
    }

    public GuardEngine engine() {
        return engine;
    }

    public int port() {
        return port;
    }

    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    public HttpResponse<String> send(String method, String path, String... headers) {
        var request = HttpRequest.newBuilder(address(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        engine.close();
        await(vertx.close());
        registry.close();
        client.shutdownNow();
    }
}
