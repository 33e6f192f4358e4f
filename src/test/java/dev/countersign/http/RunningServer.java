package dev.countersign.http;

import dev.countersign.access.AnnouncedTokens;
import dev.countersign.access.Authentication;
import dev.countersign.access.Caller;
import dev.countersign.access.Callers;
import dev.countersign.access.Grants;
import dev.countersign.access.Issuing;
import dev.countersign.access.KnownTokens;
import dev.countersign.http.api.RegisteredMirrors;
import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.api.ServiceApi;
import dev.countersign.http.api.ServiceStatus;
import dev.countersign.http.front.Api;
import dev.countersign.http.front.Front;
import dev.countersign.http.front.HostedRepository;
import dev.countersign.http.management.Management;
import dev.countersign.http.management.Readiness;
import dev.countersign.http.metadata.MetadataServing;
import dev.countersign.http.metadata.ServingMemory;
import dev.countersign.http.metadata.ServingOptions;
import dev.countersign.http.tls.PemFiles;
import dev.countersign.http.tls.ServerTls;
import dev.countersign.http.tls.UnusableFiles;
import dev.countersign.http.transparency.CosignedCheckpoints;
import dev.countersign.http.transparency.LogMemory;
import dev.countersign.http.transparency.LogServing;
import dev.countersign.json.Json;
import dev.countersign.repository.Examples;
import dev.countersign.repository.MemoryMirrors;
import dev.countersign.repository.MemoryRepositories;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskId;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A server of ours on a free port of the loopback interface, and a client to it. */
public final class RunningServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final AtomicInteger tasks = new AtomicInteger(100);
    private int port;

    /** The interface and the files over the ports. */
    public static RunningServer of(MemoryPorts ports, HttpLimits limits) {
        return of(ports, limits, Freshness.ofOneNode());
    }

    public static RunningServer of(MemoryPorts ports, HttpLimits limits, Freshness freshness) {
        return of(ports, limits, freshness, Peers.DIRECT);
    }

    public static RunningServer of(MemoryPorts ports, HttpLimits limits, Freshness freshness, Peers peers) {
        var server = new RunningServer();
        server.peers = peers;
        var hosted = server.hosted(MetadataServing.Whose.DEFAULT, ports, limits, freshness);
        var api = server.api(name -> Optional.of(hosted).filter(_ -> name.equals(RepositoryName.DEFAULT)), limits);
        server.listen(() -> new Front(server.vertx, hosted, server.hosting, server.guard(), api.handler()));
        return server;
    }

    /** One that is reached over TLS only, by clients of a test's own. */
    public static RunningServer secure(MemoryPorts ports, PemFiles files) {
        return secure(ports, files, Authentication.OPEN, Peers.DIRECT);
    }

    public static RunningServer secure(MemoryPorts ports, PemFiles files, Authentication authentication, Peers peers) {
        return secure(new LinkedHashMap<>(Map.of(RepositoryName.DEFAULT, ports)), files, authentication, peers);
    }

    public static RunningServer secure(
            SequencedMap<RepositoryName, MemoryPorts> ports,
            PemFiles files,
            Authentication authentication,
            Peers peers) {
        var server = new RunningServer();
        server.files = files;
        server.authentication = authentication;
        server.peers = peers;
        return server.serving(ports);
    }

    /** One that asks who calls, and counts what each asks for. */
    public static RunningServer ofCallers(
            MemoryPorts ports, Authentication authentication, Peers peers, RateLimits rates) {
        var server = new RunningServer();
        server.authentication = authentication;
        server.peers = peers;
        server.rates = rates;
        return server.serving(new LinkedHashMap<>(Map.of(RepositoryName.DEFAULT, ports)));
    }

    /** Several repositories, each over ports of its own; addresses without a name mean the first. */
    public static RunningServer ofSeveral(SequencedMap<RepositoryName, MemoryPorts> ports) {
        return new RunningServer().serving(ports);
    }

    /** The same with access by tokens, its own and those of {@link HttpSamples#ISSUER}. */
    public static RunningServer guarded(SequencedMap<RepositoryName, MemoryPorts> ports, Grants anonymous) {
        var server = new RunningServer();
        server.authentication = new Callers(anonymous, List.of(server.known, HttpSamples.ISSUER.tokens()));
        return server.serving(ports);
    }

    private RunningServer serving(SequencedMap<RepositoryName, MemoryPorts> ports) {
        var server = this;
        var all = new LinkedHashMap<RepositoryName, HostedRepository>();
        ports.forEach((name, of) -> {
            var id = new RepositoryId(all.size() + 1);
            var whose = all.isEmpty() ? MetadataServing.Whose.DEFAULT : MetadataServing.Whose.named(id, name);
            all.put(name, server.hosted(whose, of, HttpLimits.DEFAULT, Freshness.ofOneNode()));
        });
        var api = server.api(name -> Optional.ofNullable(all.get(name)), HttpLimits.DEFAULT);
        server.listen(() ->
                new Front(server.vertx, all.firstEntry().getValue(), server.hosting, server.guard(), api.handler()));
        return server;
    }

    /** Nobody is asked, unless a test says otherwise before it asks for an interface. */
    private Authentication authentication = Authentication.OPEN;

    private @Nullable PemFiles files;
    private RateLimits rates = RateLimits.DEFAULT;
    private Peers peers = Peers.DIRECT;
    /** A second passes with each look. */
    private final AtomicLong looks = new AtomicLong();

    public final MemoryRepositories repositories = new MemoryRepositories();
    public final MemoryTokens tokens = new MemoryTokens();
    public final AtomicLong nanos = new AtomicLong();
    public final KnownTokens known = new KnownTokens(tokens, () -> HttpSamples.NOW, nanos::get);
    public final RefusalCounts refusals = new RefusalCounts(() -> HttpSamples.NOW);
    private final RandomGenerator random = new SplittableRandom(1);
    private HostedRepository.Hosting hosting = _ -> Future.succeededFuture(Optional.empty());

    private Guard guard() {
        return new Guard(authentication, peers, new Allowances(rates), refusals);
    }

    /** Those that are private. */
    public final Set<RepositoryName> hidden = ConcurrentHashMap.newKeySet();

    public Api api(Function<RepositoryName, Optional<HostedRepository>> found, HttpLimits limits) {
        hosting = name -> Future.succeededFuture(found.apply(name));
        return new Api(
                vertx,
                hosting,
                new ServiceApi(
                        new ServiceApi.ServicePorts(
                                repositories,
                                new AnnouncedTokens(tokens, known),
                                random,
                                InstantSource.fixed(HttpSamples.NOW)),
                        limits),
                guard(),
                limits,
                Hosts.of("127.0.0.1", List.of("example.org")));
    }

    private HostedRepository hosted(
            MetadataServing.Whose whose, MemoryPorts ports, HttpLimits limits, Freshness freshness) {
        return new HostedRepository(
                name(whose),
                new RepositoryApi(vertx, ports(name(whose), ports, freshness), limits),
                new MetadataServing(
                        vertx,
                        whose,
                        ports.latest,
                        ports,
                        freshness,
                        new ServingMemory(ServingOptions.DEFAULT),
                        ServingOptions.DEFAULT,
                        Runnable::run),
                new LogServing(
                        vertx,
                        whose.id(),
                        ports.latest,
                        ports.log,
                        new CosignedCheckpoints(ports.log::cosigned, () -> looks.addAndGet(1_000_000_000)),
                        freshness,
                        new LogMemory(),
                        Runnable::run),
                () -> hidden.contains(name(whose)));
    }

    public static RunningServer of(Management management) {
        var server = new RunningServer();
        server.listen(() -> management.router(server.vertx));
        return server;
    }

    /** What the server says of itself. */
    public final AtomicReference<ServiceStatus> status = new AtomicReference<>(status(Map.of()));

    public static ServiceStatus status(Map<String, String> toWrite) {
        return new ServiceStatus(
                new Readiness(new LinkedHashMap<>(), new LinkedHashMap<>(toWrite), new LinkedHashMap<>()),
                0,
                0,
                Optional.empty());
    }

    private static RepositoryName name(MetadataServing.Whose whose) {
        return whose.base().isEmpty()
                ? RepositoryName.DEFAULT
                : RepositoryAddress.parse(whose.base() + "/").orElseThrow().name();
    }

    public final MemoryMirrors mirrors = new MemoryMirrors();

    /** Mirrors that the configuration declares. */
    public final Set<MirrorName> declared = ConcurrentHashMap.newKeySet();

    /** Mirrors are told apart by its number. */
    private static Repositories.ServedRepository entry(RepositoryName name) {
        var id = name.equals(RepositoryName.DEFAULT) ? RepositoryId.DEFAULT : new RepositoryId(name.hashCode() | 2);
        return new Repositories.ServedRepository(id, name, HttpSamples.NOW);
    }

    public RepositoryApi.ApiPorts ports(RepositoryName name, MemoryPorts ports, Freshness freshness) {
        Supplier<TaskId> ids = () -> HttpSamples.task(tasks.incrementAndGet());
        return new RepositoryApi.ApiPorts(
                RepositoryId.DEFAULT,
                name,
                ports,
                ports,
                ports,
                ports.latest,
                ports,
                ports.audit,
                freshness,
                new RegisteredMirrors(() -> entry(name), mirrors, declared::contains),
                status::get,
                ids,
                InstantSource.fixed(HttpSamples.NOW));
    }

    private void listen(Supplier<Handler<HttpServerRequest>> handler) {
        var plain = StrictServer.options(Duration.ofMinutes(1));
        var options = files == null ? plain : tls(files).in(plain);
        port = await(StrictServer.create(vertx, options, ConnectionLimits.DEFAULT, handler.get())
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private ServerTls tls(PemFiles of) {
        try {
            return ServerTls.load(vertx, of, InstantSource.fixed(HttpSamples.NOW));
        } catch (UnusableFiles e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The text of a new token. */
    public String token(Grants grants, Optional<Instant> expires) {
        var issued = await(new Issuing(tokens, random, () -> HttpSamples.NOW.minusSeconds(60))
                .issue(Caller.OPERATOR, "t" + tasks.incrementAndGet(), grants, expires, Examples.ORIGIN));
        await(known.refresh());
        return issued.text().reveal();
    }

    public int port() {
        return port;
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create((files == null ? "http" : "https") + "://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    public HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    public java.util.concurrent.CompletableFuture<HttpResponse<byte[]>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> get(String path) {
        return send(request(path));
    }

    public HttpResponse<byte[]> post(String path, String body) {
        return send(json("POST", path, body));
    }

    public HttpRequest.Builder json(String method, String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    public static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    public static Json.Obj body(HttpResponse<byte[]> response) {
        return HttpSamples.json(text(response));
    }

    public static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(vertx.close());
        client.close();
    }
}
