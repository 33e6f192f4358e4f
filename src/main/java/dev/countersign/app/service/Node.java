package dev.countersign.app.service;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.StartFailure;
import dev.countersign.http.Allowances;
import dev.countersign.http.ConnectionGate;
import dev.countersign.http.Freshness;
import dev.countersign.http.Guard;
import dev.countersign.http.RefusalCounts;
import dev.countersign.http.api.RegisteredMirrors;
import dev.countersign.http.api.ServiceApi;
import dev.countersign.http.front.Api;
import dev.countersign.http.front.Front;
import dev.countersign.http.management.Management;
import dev.countersign.http.management.Readiness;
import dev.countersign.node.AnnouncedRepositories;
import dev.countersign.node.Directory;
import dev.countersign.node.FileMemory;
import dev.countersign.node.Following;
import dev.countersign.node.Intakes;
import dev.countersign.node.Leader;
import dev.countersign.node.LiveRepositories;
import dev.countersign.node.LiveRepository;
import dev.countersign.publish.IntakeMemory;
import dev.countersign.publish.SubmissionIntake;
import dev.countersign.publish.WatchedClock;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Unavailable;
import dev.countersign.sign.NativeSignatures;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.tuf.RepositoryName;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Countersign, with everything it is made of. It is started and stopped by one thread, which is not one of
 * Vert.x; after a start that failed it is stopped, too.
 */
public final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    /** What was read of a repository is forgotten when nobody has asked for it during this time. */
    private static final Duration UNUSED = Duration.ofMinutes(10);

    /** Between two slices of what is removed. */
    private static final Duration PURGE_PAUSE = Duration.ofMillis(100);

    /** Between two looks for rows of the audit that are old enough to be removed. */
    private static final Duration AUDIT_SWEEP = Duration.ofHours(1);

    /** For what was refused to be written down, when the node stops. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);
    /** How long a request waits until this node knows what another node has published. */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    /** After this a node that waits to lead says so. */
    private static final Duration STANDBY = Duration.ofSeconds(3);

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration DRAIN = Duration.ofMinutes(2);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final Config config;
    private final Options options;
    private final Clock clock;
    private final PrometheusMeterRegistry registry = EventLoops.registry();
    private final NodeMetrics nodeMetrics;
    private final RepositoryMetrics metrics;
    private final Conditions conditions = new Conditions();
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger managementPort = new AtomicInteger();
    private final Vertx vertx;
    private final OnlineKeys keys;
    private final EventBusSigningPool signing;
    private final IntakeMemory waiting;
    private volatile @Nullable ServedRepositories served;
    private @Nullable Stores stores;
    private @Nullable RefusalWriter refusals;
    private @Nullable Listening api;
    private @Nullable String batching;
    private @Nullable String http;

    public Node(Config config, Clock clock) {
        this.config = config;
        this.options = new Options(config);
        this.clock = clock;
        this.nodeMetrics = new NodeMetrics(registry);
        this.metrics = new RepositoryMetrics(registry, clock, RepositoryMetrics.MOST);
        nodeMetrics.conditions(this::conditions);
        var connections = OpenFiles.within(options.connections());
        var peers = options.peers();
        this.vertx = EventLoops.start(
                registry, () -> new ConnectionGate(connections, peers, nodeMetrics::connectionRefused));
        this.keys = new ConfiguredKeys(config.keys(), System.getenv(), clock).places();
        this.signing = new EventBusSigningPool(
                vertx, keys, options.signingWorkers(), config.keys().calls(), new KeyMetrics(registry));
        this.waiting = new IntakeMemory(options.intakeMemory());
    }

    /**
     * Returns when this node answers requests. One of several nodes does so at once. A node alone must lead first, and
     * catch up; while another one serves the same database, it waits.
     */
    public void start(Waits waits) {
        conditions.waitFor(Condition.START, "starting");
        requireFree();
        var ports = new Ports(vertx, conditions, registry, clock);
        listenForOperators(ports.management(config), waits);
        api = ports.api(config);
        var opened = open(waits);
        stores = opened;
        opened.postgres().availability().onChange(this::availability);
        deploySigners(waits);
        var watched = new WatchedClock(
                clock, System::nanoTime, opened.clock(), config.publishing().misdated());
        if (opened.redis() == null) {
            startAlone(opened, watched, waits);
        } else {
            startAmongSeveral(opened, watched, waits);
        }
        conditions.met(Condition.START);
        loadNativeSignatures();
    }

    /** Takes half a second of processor time, for which the start does not wait. */
    private void loadNativeSignatures() {
        vertx.<Optional<String>>executeBlocking(NativeSignatures::register, false)
                .onSuccess(problem ->
                        problem.ifPresent(why -> LOG.info("signing without native code, in twice the time: {}", why)));
    }

    /** Where the API is, for a caller on this machine. */
    public URI address() {
        return Listeners.local(config.http().host(), port.get(), config.http().tls() != null);
    }

    public URI managementAddress() {
        return Listeners.local(
                config.management().host(),
                managementPort.get(),
                config.management().tls() != null);
    }

    /**
     * Refuses new work, publishes what was accepted, then ends. What could not be published in time stays in the
     * journal, and the next start publishes it.
     */
    public void stop(Waits waits) {
        conditions.waitFor(Condition.START, "stopping");
        if (batching != null) {
            waits.on(vertx.undeploy(batching), DRAIN, "publishing what was accepted");
        }
        metrics.all().forEach(PublicationMetrics::stopping);
        if (http != null) {
            waits.on(vertx.undeploy(http), CLOSE, "closing connections");
        }
        if (refusals != null) {
            waits.on(refusals.last(LAST_WORDS), CLOSE, "writing down what was refused");
        }
        if (stores != null) {
            waits.on(stores.close(), CLOSE, "closing the database");
        }
        waits.on(vertx.close(), CLOSE, "stopping");
    }

    /** First, so that a port that is taken is reported before the wait for the database. */
    private void requireFree() {
        Listeners.requireFree("http", config.http().host(), config.http().port());
        Listeners.requireFree(
                "management", config.management().host(), config.management().port());
    }

    private void listenForOperators(Listening on, Waits waits) {
        var management = new Management(this::readiness, registry::scrape);
        var verticle = new HttpVerticle(on, () -> management.router(vertx), managementPort::set);
        waits.on(vertx.deployVerticle(verticle), START, "opening the management port");
        LOG.info("health and metrics on {}", managementAddress());
    }

    /** Waits for PostgreSQL without a limit; the management port says that it waits. */
    private Stores open(Waits waits) {
        var opened = waits.persistently(
                () -> Stores.open(vertx, options, Passing.by(clock)), START, "opening the database", outage -> {
                    if (conditions.isMet(Condition.DATABASE)) {
                        LOG.warn("{}; the start waits for it", outage.getMessage());
                    }
                    conditions.waitFor(Condition.DATABASE, String.valueOf(outage.getMessage()));
                });
        if (!conditions.isMet(Condition.DATABASE)) {
            LOG.info("PostgreSQL can be used: the start goes on");
            conditions.met(Condition.DATABASE);
        }
        return opened;
    }

    private void deploySigners(Waits waits) {
        var workers = options.signingWorkers();
        waits.on(
                vertx.deployVerticle(() -> new SigningVerticle(keys), SigningVerticle.workers(workers)),
                START,
                "starting signing workers");
    }

    /** The public port opens only now: until then another node may be serving, and reads must not go back. */
    private void startAlone(Stores opened, WatchedClock watched, Waits waits) {
        var standing = new Standing(conditions);
        opened.leadership().onRefused(standing::refused);
        var house = new House(opened, watched, standing::freshness);
        var caughtUp = Promise.<Void>promise();
        var told = told(house);
        var leader = house.leader(new Leader.Listener() {
            @Override
            public void leading(Leadership.Term term) {
                standing.leading(term);
                told.leading(term);
            }

            @Override
            public void caughtUp(Leadership.Term term) {
                standing.caughtUp(term);
                told.caughtUp(term);
                caughtUp.tryComplete();
            }

            @Override
            public void ended(Leadership.Term term) {
                standing.ended(term);
                told.ended(term);
            }

            @Override
            public void work(List<Repositories.PendingWork> work) {
                told.work(work);
            }
        });
        deployBatching(house, new Intakes(id -> intake(house, id, () -> leader.wake(id))), leader, waits);
        awaitLeadership(caughtUp.future(), waits);
        goOn(house, leader, waits);
    }

    private void awaitLeadership(Future<Void> ready, Waits waits) {
        var timer = vertx.setTimer(STANDBY.toMillis(), _ -> {
            if (!ready.isComplete()) {
                conditions.said(Condition.PUBLISHER).ifPresent(LOG::info);
            }
        });
        waits.forEver(ready, "recovering");
        vertx.cancelTimer(timer);
    }

    private void startAmongSeveral(Stores opened, WatchedClock watched, Waits waits) {
        var house = new House(
                opened,
                watched,
                repository -> Freshness.ofSeveralNodes(
                        repository.ports().current(), repository.latest(), repository.follower()::catchUp, CATCH_UP));
        var leader = house.leader(told(house));
        opened.current().onNews(new Following(house.directory(), house.live(), leader));
        deployBatching(
                house,
                new Intakes(id ->
                        intake(house, id, new LeaderWakeUp(opened.wakeUps().of(id), leader, id))),
                leader,
                waits);
        // An outage that begins now is told by the database's own watch.
        waits.persistently(house.directory()::refresh, START, "reading which repositories there are", _ -> {});
        goOn(house, leader, waits);
    }

    /** What everybody is told of leading: metrics, witnesses of the log, and whoever reads this node's log. */
    private Leader.Listener told(House house) {
        return new Leader.Listener() {
            @Override
            public void leading(Leadership.Term term) {
                nodeMetrics.leads(true);
                house.served().leads(true);
                house.mirrors().leading(term);
                LOG.info("this node publishes");
            }

            @Override
            public void caughtUp(Leadership.Term term) {}

            @Override
            public void ended(Leadership.Term term) {
                nodeMetrics.leads(false);
                house.served().leads(false);
                house.mirrors().ended();
                LOG.info("this node no longer publishes");
            }

            @Override
            public void work(List<Repositories.PendingWork> work) {
                metrics.backlog(work);
            }
        };
    }

    private void goOn(House house, Leader leader, Waits waits) {
        var first = house.first(waits);
        waits.persistently(house.access()::refresh, START, "reading which tokens there are", _ -> {});
        house.access().follow(vertx);
        house.access().requireSomebody(conditions);
        waits.on(house.read(first), START, "reading what was published last");
        waits.on(look(house), START, "looking at the key and the clock");
        vertx.setPeriodic(LOOK_INTERVAL.toMillis(), _ -> {
            var _ = look(house);
            var _ = house.directory().refresh().compose(_ -> leader.look());
            var _ = house.mirrors().look();
            house.live()
                    .forgetUnused(UNUSED, repository -> repository.equals(first) || leader.isAwake(repository.id()));
        });
        vertx.setTimer(LOOK_INTERVAL.toMillis(), _ -> purge(house));
        vertx.setTimer(LOOK_INTERVAL.toMillis(), _ -> sweepAudit(house));
        deployHttp(house, first, waits);
    }

    private SubmissionIntake intake(House house, RepositoryId id, Runnable appended) {
        return new SubmissionIntake(house.stores().of(id).journal(), options.intake(), waiting, appended);
    }

    /** In slices with pauses, whichever node has the time; what is left after a restart goes on the same way. */
    private void purge(House house) {
        var _ = house.repositories().purge(clock.instant()).transform(more -> {
            var pause = more.succeeded() && more.result() ? PURGE_PAUSE : LOOK_INTERVAL;
            vertx.setTimer(pause.toMillis(), _ -> purge(house));
            return Future.succeededFuture();
        });
    }

    /** The same with rows of the audit that are older than they are kept. */
    private void sweepAudit(House house) {
        var kept = clock.instant().minus(config.retention().audit());
        var _ = house.stores().audit().sweep(kept).transform(more -> {
            var pause = more.failed() ? LOOK_INTERVAL : more.result() ? PURGE_PAUSE : AUDIT_SWEEP;
            vertx.setTimer(pause.toMillis(), _ -> sweepAudit(house));
            return Future.succeededFuture();
        });
    }

    private void deployBatching(House house, Intakes intakes, Leader leader, Waits waits) {
        batching = waits.on(
                vertx.deployVerticle(new BatchingVerticle(intakes, house.live(), leader)),
                START,
                "starting the publisher");
    }

    private void deployHttp(House house, LiveRepository first, Waits waits) {
        var on = Objects.requireNonNull(api, "set when the start began");
        var refused = new RefusalCounts(clock);
        var writer = new RefusalWriter(refused, house.stores().audit(), house.directory());
        refusals = writer;
        writer.start(vertx);
        var guard =
                new Guard(house.access().authentication(), options.peers(), new Allowances(options.rates()), refused);
        var resources = new Api(
                vertx,
                house.served(),
                new ServiceApi(house.service(), options.http()),
                guard,
                options.http(),
                options.hosts());
        var hosted = house.served().hosted(first);
        var instances = new DeploymentOptions().setInstances(EventLoops.COUNT);
        http = waits.on(
                vertx.deployVerticle(
                        () -> new HttpVerticle(
                                on,
                                () -> new Front(vertx, hosted, house.served(), guard, resources.handler()),
                                port::set),
                        instances),
                START,
                "opening the public port");
    }

    /** Begins before the public port opens, so that no request is answered as if all were well. */
    private Future<Void> look(House house) {
        return house.watched().compare().transform(_ -> {
            nodeMetrics.clock(house.watched().storeAhead());
            return house.served().look();
        });
    }

    /** Of this node, and of the repository that there always is. */
    private Conditions conditions() {
        var known = served;
        return known == null ? conditions : conditions.and(known.conditions(RepositoryId.DEFAULT));
    }

    private Readiness readiness() {
        var known = served;
        return known == null ? conditions.readiness() : conditions().readiness().with(known.readiness());
    }

    private void availability(Optional<Unavailable> outage) {
        set(Condition.DATABASE, outage.filter(is -> is.extent() == Unavailable.Extent.EVERYTHING));
        set(Condition.STORAGE, outage.filter(is -> is.extent() == Unavailable.Extent.WRITES));
    }

    private void set(Condition condition, Optional<Unavailable> outage) {
        outage.ifPresentOrElse(
                is -> conditions.waitFor(condition, String.valueOf(is.getMessage())), () -> conditions.met(condition));
    }

    /** All that repositories need, put together once. */
    private final class House {
        private final Stores stores;
        private final WatchedClock watched;
        private final Directory directory;
        private final LiveRepositories live;
        private final ServedRepositories served;
        private final Function<LiveRepository, Freshness> freshness;
        private final NodeAccess access;
        private final MirrorWork mirrors;

        House(Stores stores, WatchedClock watched, Function<LiveRepository, Freshness> freshness) {
            this.stores = stores;
            this.watched = watched;
            this.freshness = freshness;
            this.access = new NodeAccess(config.access(), stores.tokens(), clock);
            this.directory = new Directory(stores.repositories());
            this.live = new LiveRepositories(
                    directory, stores::of, new FileMemory(config.publishing().cache()), System::nanoTime);
            this.served = new ServedRepositories(
                    vertx,
                    options,
                    live,
                    freshness,
                    metrics,
                    conditions,
                    watched,
                    clock,
                    signing,
                    stores.audit(),
                    mirrorsInUse());
            this.mirrors = mirrorWork();
            directory.onRemoved(metrics::remove);
            Node.this.served = served;
        }

        private ServedRepositories.MirrorsInUse mirrorsInUse() {
            return new ServedRepositories.MirrorsInUse() {
                @Override
                public RegisteredMirrors of(LiveRepository repository) {
                    var entry = repository.entry();
                    return new RegisteredMirrors(
                            repository::entry, stores.mirrors(), name -> mirrors.isDeclared(entry.name(), name));
                }

                @Override
                public void advanced(RepositoryId repository) {
                    mirrors.advanced(repository);
                }
            };
        }

        private MirrorWork mirrorWork() {
            var news = new MirrorNews(
                    directory, served::conditions, new MirrorMetrics(registry, clock), clock, System::nanoTime);
            var house = new MirrorWork.MirrorHouse(
                    stores.mirrors(), new OpenedPlaces(clock), directory, live, served::hosted, news);
            return new MirrorWork(house, config.mirrors(), options.sweeps(), clock, System::nanoTime);
        }

        Leader leader(Leader.Listener listener) {
            return new Leader(
                    stores.leadership(),
                    stores.repositories(),
                    directory,
                    live,
                    served::publisher,
                    options.kept(),
                    clock,
                    listener);
        }

        /** The repository that there always is, which is never forgotten. */
        LiveRepository first(Waits waits) {
            return waits.on(live.find(RepositoryName.DEFAULT), START, "finding the repository default")
                    .orElseThrow(() -> StartFailure.unavailable(
                            "the database has no repository default; restore it from a backup"));
        }

        /**
         * Read first, so that its state is known from the beginning. If it cannot be read, other repositories are
         * served all the same.
         */
        Future<Void> read(LiveRepository first) {
            served.hosted(first);
            return freshness.apply(first).ensure().otherwiseEmpty();
        }

        Stores stores() {
            return stores;
        }

        WatchedClock watched() {
            return watched;
        }

        Directory directory() {
            return directory;
        }

        LiveRepositories live() {
            return live;
        }

        ServedRepositories served() {
            return served;
        }

        MirrorWork mirrors() {
            return mirrors;
        }

        Repositories repositories() {
            return stores.repositories();
        }

        ServiceApi.ServicePorts service() {
            return new ServiceApi.ServicePorts(announced(), access.announced(), new SecureRandom(), clock);
        }

        NodeAccess access() {
            return access;
        }

        Repositories announced() {
            return new AnnouncedRepositories(stores.repositories(), directory, stores.current());
        }
    }
}
