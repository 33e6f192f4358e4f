package dev.countersign.app.service;

import dev.countersign.http.Freshness;
import dev.countersign.http.api.RegisteredMirrors;
import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.api.ServiceStatus;
import dev.countersign.http.front.HostedRepository;
import dev.countersign.http.management.Readiness;
import dev.countersign.http.metadata.MetadataServing;
import dev.countersign.http.metadata.ServingMemory;
import dev.countersign.http.transparency.CosignedCheckpoints;
import dev.countersign.http.transparency.LogMemory;
import dev.countersign.http.transparency.LogServing;
import dev.countersign.node.LiveRepositories;
import dev.countersign.node.LiveRepository;
import dev.countersign.publish.Publisher;
import dev.countersign.publish.WatchedClock;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.RepositoryId;
import dev.countersign.transparency.LogKey;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.witness.Cosigning;
import dev.countersign.witness.LogWitness;
import dev.countersign.witness.WitnessClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The repositories in use on this node, each with what answers for it, publishes it and looks after it. Any thread. */
final class ServedRepositories implements HostedRepository.Hosting {

    private record Served(
            LiveRepository live,
            HostedRepository hosted,
            PublicationMetrics metrics,
            Conditions conditions,
            Lookout lookout,
            List<Cosigning> cosigning) {}

    /** The mirrors of repositories, which are put together later than these. */
    interface MirrorsInUse {
        RegisteredMirrors of(LiveRepository repository);

        /** The repository may show something new. */
        void advanced(RepositoryId repository);
    }

    private final Vertx vertx;
    private final Options options;
    private final LiveRepositories live;
    private final Function<LiveRepository, Freshness> freshness;
    private final RepositoryMetrics metrics;
    private final Conditions nodeConditions;
    private final WatchedClock clock;
    private final InstantSource wall;
    private final EventBusSigningPool signing;
    private final AuditTrail audit;
    private final MirrorsInUse mirrors;
    private final ServingMemory memory;
    private final LogMemory logMemory = new LogMemory();
    private final List<LogWitness> witnesses;
    private final WitnessClient witnessClient;
    private volatile boolean leads;
    private final Executor background;
    private final TaskIds taskIds = new TaskIds();
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<RepositoryId, Served> served = new ConcurrentHashMap<>();

    ServedRepositories(
            Vertx vertx,
            Options options,
            LiveRepositories live,
            Function<LiveRepository, Freshness> freshness,
            RepositoryMetrics metrics,
            Conditions nodeConditions,
            WatchedClock clock,
            InstantSource wall,
            EventBusSigningPool signing,
            AuditTrail audit,
            MirrorsInUse mirrors) {
        this.vertx = vertx;
        this.options = options;
        this.live = live;
        this.freshness = freshness;
        this.metrics = metrics;
        this.nodeConditions = nodeConditions;
        this.clock = clock;
        this.wall = wall;
        this.signing = signing;
        this.audit = audit;
        this.mirrors = mirrors;
        this.memory = new ServingMemory(options.serving());
        this.background = background(vertx);
        this.witnesses = options.witnesses();
        this.witnessClient = new WitnessClient(vertx);
        live.onForgotten(served::remove);
    }

    @Override
    public Future<Optional<HostedRepository>> find(RepositoryName name) {
        return live.find(name)
                .map(found -> found.map(repository -> of(repository).hosted()));
    }

    HostedRepository hosted(LiveRepository repository) {
        return of(repository).hosted();
    }

    private Served of(LiveRepository repository) {
        var known = served.get(repository.id());
        if (known != null && known.live().equals(repository)) {
            return known;
        }
        var kept = served.compute(repository.id(), (_, now) -> isOf(repository, now) ? now : createToKeep(repository));
        return isOf(repository, kept) ? kept : create(repository);
    }

    private static boolean isOf(LiveRepository repository, @Nullable Served served) {
        return served != null && served.live().equals(repository);
    }

    /** Nothing of one that was forgotten in this moment: nobody would remove it again. */
    private @Nullable Served createToKeep(LiveRepository repository) {
        return live.inUse(repository.id()).filter(repository::equals).isPresent() ? create(repository) : null;
    }

    private Served create(LiveRepository repository) {
        var conditions = new Conditions();
        var measured = metrics.of(repository.entry());
        if (!live.isServed(repository.id())) {
            metrics.remove(repository.id());
        }
        var hosted = new HostedRepository(
                repository.entry().name(),
                new RepositoryApi(vertx, ports(repository, conditions, measured), options.http()),
                files(repository),
                log(repository),
                () -> repository.entry().isPrivate());
        repository.onCommitted(committed -> committed.forEach(hosted.metadata()::published));
        var lookout = new Lookout(
                about(repository.entry().name()),
                conditions,
                measured,
                repository.latest(),
                clock,
                repository.id(),
                signing,
                new HeldRoles(repository.files()),
                new FullRoles(
                        new RoleSizes(repository.files()),
                        conditions,
                        measured,
                        sentence -> LoggerFactory.getLogger(FullRoles.class)
                                .warn("{}{}", about(repository.entry().name()), sentence),
                        System::nanoTime),
                System::nanoTime);
        var cosigning = cosigning(repository);
        repository.latest().onAdvance(_ -> {
            look(cosigning);
            mirrors.advanced(repository.id());
        });
        return new Served(repository, hosted, measured, conditions, lookout, cosigning);
    }

    private RepositoryApi.ApiPorts ports(
            LiveRepository repository, Conditions conditions, PublicationMetrics measured) {
        return new RepositoryApi.ApiPorts(
                repository.id(),
                repository.entry().name(),
                Submit.over(vertx, repository.id()),
                repository.ports().tasks(),
                repository.ports().journal(),
                repository.latest(),
                repository.files(),
                audit,
                freshness.apply(repository),
                mirrors.of(repository),
                () -> new ServiceStatus(
                        nodeConditions.and(conditions).readiness(),
                        measured.waiting(),
                        measured.oldestSeconds(),
                        measured.signing()),
                taskIds,
                wall);
    }

    private MetadataServing files(LiveRepository repository) {
        var name = repository.entry().name();
        return new MetadataServing(
                vertx,
                name.equals(RepositoryName.DEFAULT)
                        ? MetadataServing.Whose.DEFAULT
                        : MetadataServing.Whose.named(repository.id(), name),
                repository.latest(),
                repository.files(),
                freshness.apply(repository),
                memory,
                options.serving(),
                background);
    }

    private List<Cosigning> cosigning(LiveRepository repository) {
        return witnesses.stream()
                .map(witness -> new Cosigning(
                        witness,
                        witnessClient,
                        repository.ports().log(),
                        () -> repository.latest().view().log(),
                        System::nanoTime,
                        metrics.cosigning()))
                .toList();
    }

    /** One node sends checkpoints, the one that leads. */
    private void look(List<Cosigning> cosigning) {
        if (leads) {
            cosigning.forEach(Cosigning::look);
        }
    }

    /** Whether this node leads now. */
    void leads(boolean is) {
        leads = is;
    }

    private LogServing log(LiveRepository repository) {
        return new LogServing(
                vertx,
                repository.id(),
                repository.latest(),
                repository.ports().log(),
                witnesses.isEmpty()
                        ? CosignedCheckpoints.none()
                        : new CosignedCheckpoints(repository.ports().log()::cosigned, System::nanoTime),
                freshness.apply(repository),
                logMemory,
                background);
    }

    /** What log lines begin with; nothing for the repository that there always is. */
    private static String about(RepositoryName name) {
        return name.equals(RepositoryName.DEFAULT) ? "" : name + ": ";
    }

    Publisher publisher(LiveRepository repository, Leadership leadership, Consumer<RuntimeException> failures) {
        var ports = new Publisher.PublisherPorts(
                repository.ports().journal(),
                repository.files(),
                repository.ports().publications(),
                repository.ports().audit(),
                leadership,
                signing.of(repository.id()),
                repository.ports().current(),
                repository::committed,
                repository.latest(),
                () -> LogKey.generate(random));
        return new Publisher(
                ports,
                clock,
                options.publisher(),
                new FailureWatch(of(repository).metrics(), failures));
    }

    /** Looks at every repository in use for what people have to mend, and for what witnesses have not signed. */
    Future<Void> look() {
        served.values().forEach(each -> look(each.cosigning()));
        return Future.join(served.values().stream()
                        .map(each -> each.lookout().look())
                        .toList())
                .mapEmpty();
    }

    /** Of a repository that is in use. */
    Conditions conditions(RepositoryId id) {
        var known = served.get(id);
        return known == null ? new Conditions() : known.conditions();
    }

    /** Of those with a name that have something to say. */
    SequencedMap<String, Readiness> readiness() {
        var byName = new TreeMap<String, Readiness>();
        served.values().forEach(each -> {
            var readiness = each.conditions().readiness();
            if (!each.live().id().equals(RepositoryId.DEFAULT) && !readiness.isQuiet()) {
                byName.put(each.live().entry().name().value(), readiness);
            }
        });
        return new LinkedHashMap<>(byName);
    }

    /** Work in the background. If it fails, it is done again when somebody asks for its result. */
    private static Executor background(Vertx vertx) {
        var worker = vertx.createSharedWorkerExecutor("background", 1);
        return work -> {
            var _ = worker.executeBlocking(
                            () -> {
                                work.run();
                                return true;
                            },
                            false)
                    .onFailure(failure -> LoggerFactory.getLogger(ServedRepositories.class)
                            .warn("work in the background failed", failure));
        };
    }
}
