package dev.countersign.app.guard;

import dev.countersign.app.config.GuardConfig;
import dev.countersign.app.config.ServerUrl;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.service.Conditions;
import dev.countersign.app.service.EventLoops;
import dev.countersign.app.service.HttpVerticle;
import dev.countersign.app.service.Listeners;
import dev.countersign.app.service.Listening;
import dev.countersign.app.service.TlsWatch;
import dev.countersign.app.service.Waits;
import dev.countersign.cli.UserFolder;
import dev.countersign.client.Credentials;
import dev.countersign.client.HostAddresses;
import dev.countersign.guard.Admission;
import dev.countersign.guard.ArtifactCache;
import dev.countersign.guard.GuardCounts;
import dev.countersign.guard.GuardEngine;
import dev.countersign.guard.PackageGuard;
import dev.countersign.guard.RegistryAddress;
import dev.countersign.guard.SignedTargets;
import dev.countersign.http.ConnectionGate;
import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.ForwardedHeader;
import dev.countersign.http.Peers;
import dev.countersign.http.tls.ServerTls;
import dev.countersign.packages.TargetNames;
import dev.countersign.tuf.TufException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A guard that answers: everything it is made of, from its start to its stop. */
public final class RunningGuard {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    /** Longer than a client waits without a sign of life while something is fetched. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private static final Duration ON_MISS = Duration.ofMillis(500);

    private final GuardConfig config;
    private final GuardedRepository repository;
    private final Conditions conditions = new Conditions();
    private final PrometheusMeterRegistry metrics = EventLoops.registry();
    private final GuardMetrics numbers = new GuardMetrics(metrics);
    private final Vertx vertx;
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger managementPort = new AtomicInteger();
    private @Nullable GuardEngine engine;

    private RunningGuard(GuardConfig config, GuardedRepository repository) {
        this.config = config;
        this.repository = repository;
        this.vertx = EventLoops.start(
                metrics,
                () -> new ConnectionGate(
                        ConnectionLimits.DEFAULT,
                        new Peers(List.of(), ForwardedHeader.X_FORWARDED_FOR),
                        numbers::connectionRefused));
    }

    /**
     * Starts a guard; it answers when this returns. That the repository cannot be reached does not keep it from starting:
     * it withholds everything until then.
     *
     * @throws StartFailure when it cannot start
     */
    public static RunningGuard start(GuardConfig config, Clock clock, Waits waits) {
        Listeners.requireFree("guard", config.host(), config.port());
        var guard = new RunningGuard(config, GuardedRepository.open(config.trust(), config.authorities(), clock));
        try {
            guard.begin(clock, waits);
            return guard;
        } catch (RuntimeException failed) {
            guard.close(new Waits(() -> false));
            throw failed;
        }
    }

    private void begin(Clock clock, Waits waits) {
        var counts = new GuardCounts();
        var pace = new SignedTargets.RefreshPace(config.refresh(), ON_MISS, config.offline());
        var settings = new GuardEngine.EngineSettings(
                pace,
                config.indexSize(),
                Optional.ofNullable(config.lists()).map(ServerUrl::uri),
                HostAddresses.OF_MACHINE,
                trust());
        var started = new GuardEngine(
                vertx, repository.client(), repository.last(), cache(clock, counts), settings, clock, counts);
        engine = started;
        numbers.of(started);
        var guard = started.guard(
                config.registries().stream().map(each -> mount(each, started)).toList(), visitors());
        listen(config.host(), config.port(), tls(clock), EventLoops.COUNT, guard, port, waits);
        var management = config.management().port();
        if (management != null) {
            listen(config.management().host(), management, null, 1, operators(guard), managementPort, waits);
        }
    }

    private void listen(
            String host,
            int number,
            @Nullable ServerTls tls,
            int instances,
            Handler<HttpServerRequest> handler,
            AtomicInteger opened,
            Waits waits) {
        var shared = number == 0 && instances > 1 ? HttpVerticle.ONE_FREE_PORT : number;
        // HTTP/2 has no reason phrase, in which most package managers look for the reason of a refusal.
        var listening = new Listening(host, shared, tls, List.of(HttpVersion.HTTP_1_1), ConnectionLimits.DEFAULT, IDLE);
        waits.on(
                vertx.deployVerticle(
                        () -> new HttpVerticle(listening, () -> handler, opened::set),
                        new DeploymentOptions().setInstances(instances)),
                START,
                "opening the port");
    }

    private PackageGuard.Visitors visitors() {
        var tokens = config.access().tokens();
        return new PackageGuard.Visitors(
                Optional.ofNullable(config.publicAddress()).map(ServerUrl::uri),
                tokens == null ? Admission.EVERYBODY : GuardTokens.follow(tokens, vertx, conditions),
                conditions::mentioned);
    }

    private @Nullable ServerTls tls(Clock clock) {
        var files = config.tls();
        return files == null ? null : TlsWatch.follow("guard", files, vertx, conditions, metrics, clock);
    }

    /** No package is here: nobody is asked who calls. */
    private Handler<HttpServerRequest> operators(PackageGuard guard) {
        return request -> {
            if ("/metrics".equals(request.path())) {
                numbers.write(request);
            } else if (!guard.answersOperators(request)) {
                request.response().setStatusCode(404).end().onFailure(gone -> {});
            }
        };
    }

    private Optional<TrustOptions> trust() {
        return Optional.ofNullable(config.authorities())
                .map(file ->
                        new PemTrustOptions().addCertValue(Buffer.buffer(GuardedRepository.read("guard.ca", file))));
    }

    private ArtifactCache cache(Clock clock, GuardCounts counts) {
        var given = config.cache().folder();
        var folder = given == null ? UserFolder.STATE.path().resolve("guard-cache") : given;
        try {
            return ArtifactCache.open(folder, config.cache().size(), clock, counts);
        } catch (IOException e) {
            throw StartFailure.unavailable("guard.cache: " + folder + " cannot be used (" + StartFailure.reason(e)
                    + "); correct that, or choose another folder with --cache");
        }
    }

    private static PackageGuard.Mount mount(GuardConfig.GuardedUpstream upstream, GuardEngine engine) {
        try {
            var address = upstream.url().uri();
            var registry = engine.registry(new RegistryAddress(
                    address, credentials(upstream), new TargetNames(upstream.kind(), upstream.prefix())));
            return new PackageGuard.Mount(
                    Arrays.asList(upstream.place().split("/")), RegistryProtocols.protocol(upstream.kind(), registry));
        } catch (TufException.InvalidName e) {
            throw StartFailure.misconfigured("guard.registries: " + upstream.place() + ": " + e.getMessage());
        }
    }

    private static Credentials credentials(GuardConfig.GuardedUpstream upstream) {
        var file = upstream.headers();
        var lines = file == null
                ? List.<Credentials.Header>of()
                : new String(GuardedRepository.read("headers-file", file), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> header(line, file))
                        .toList();
        return new Credentials(upstream.url().uri(), lines);
    }

    private static Credentials.Header header(String line, Path file) {
        int colon = line.indexOf(':');
        if (colon < 1 || !line.matches("[A-Za-z0-9-]+: ?[\\x20-\\x7e]+")) {
            throw StartFailure.misconfigured(
                    "headers-file: " + file + " has a line that is no header (expected: Name: value)");
        }
        return new Credentials.Header(
                line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /** Where it answers, for a client on this machine. */
    public URI address() {
        return Listeners.local(config.host(), port.get(), config.tls() != null);
    }

    /** Where its metrics are; empty when it has no listener for them. */
    public Optional<URI> managementAddress() {
        return Optional.ofNullable(config.management().port())
                .map(_ -> Listeners.local(config.management().host(), managementPort.get(), false));
    }

    /** Stops; what is being fetched is given up. */
    public void close(Waits waits) {
        try {
            if (engine != null) {
                engine.close();
            }
        } catch (IOException e) {
            throw StartFailure.unavailable("guard.cache: cannot be closed (" + StartFailure.reason(e) + ")");
        } finally {
            waits.on(vertx.close(), STOP, "stopping");
            repository.close();
        }
    }
}
