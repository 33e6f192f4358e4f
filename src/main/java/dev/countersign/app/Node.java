package dev.countersign.app;

import dev.countersign.http.Freshness;
import dev.countersign.http.Management;
import dev.countersign.http.ServiceStatus;
import dev.countersign.http.StrictServer;
import dev.countersign.node.Follower;
import dev.countersign.publish.GroupCommit;
import dev.countersign.publish.Observer;
import dev.countersign.publish.Publisher;
import dev.countersign.publish.SigningPool;
import dev.countersign.publish.WatchedClock;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.Latest;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Unavailable;
import dev.countersign.sign.NativeSignatures;
import dev.countersign.sign.file.FileOnlineKeys;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Countersign: everything it is made of, wired. Started and stopped by one thread, which is none of Vert.x;
 * a start that fails is stopped like one that succeeded.
 */
final class Node {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration BACKLOG_INTERVAL = Duration.ofSeconds(5);
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
    private final PublicationMetrics metrics;
    private final Conditions conditions = new Conditions();
    private final Latest latest = new Latest();
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger managementPort = new AtomicInteger();
    private final Vertx vertx;
    private final SigningPool signing;
    private @Nullable Stores stores;
    private @Nullable String batching;
    private @Nullable String http;

    Node(Config config, Clock clock) {
        this.config = config;
        this.options = new Options(config);
        this.clock = clock;
        this.metrics = new PublicationMetrics(registry, clock);
        metrics.conditions(conditions);
        this.vertx = EventLoops.start(registry);
        this.signing = new EventBusSigningPool(vertx, options.signingWorkers());
    }

    /**
     * Returns when requests are answered: at once on one of several nodes, on a node alone when it leads and has caught
     * up, which takes as long as another one serves the same database.
     */
    void start(Waits waits) {
        conditions.waitFor(Condition.START, "starting");
        requireFree();
        listenForOperators(waits);
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
        vertx.setPeriodic(BACKLOG_INTERVAL.toMillis(), _ -> readBacklog(opened));
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
    URI address() {
        return Listeners.local(config.http().host(), port.get());
    }

    URI managementAddress() {
        return Listeners.local(config.management().host(), managementPort.get());
    }

    /**
     * Refuses new work, publishes what was accepted, then ends. What could not be published in time stays in the
     * journal, and the next start publishes it.
     */
    void stop(Waits waits) {
        conditions.waitFor(Condition.START, "stopping");
        if (batching != null) {
            waits.on(vertx.undeploy(batching), DRAIN, "publishing what was accepted");
        }
        metrics.stopping();
        if (http != null) {
            waits.on(vertx.undeploy(http), CLOSE, "closing connections");
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

    private void listenForOperators(Waits waits) {
        var management = new Management(conditions::readiness, registry::scrape);
        var verticle = new HttpVerticle(
                config.management().host(),
                config.management().port(),
                StrictServer.options(config.http().idleTimeout()),
                () -> management.router(vertx),
                managementPort::set);
        waits.on(vertx.deployVerticle(verticle), START, "opening the management port");
        LOG.info("health and metrics on {}", managementAddress());
    }

    /** Waits for PostgreSQL without a limit; the management port says that it waits. */
    private Stores open(Waits waits) {
        var opened = waits.persistently(
                () -> Stores.open(vertx, options, config.publishing().cache(), Passing.of(clock)),
                START,
                "opening the database",
                outage -> {
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
        var keys = new FileOnlineKeys(config.keys().directory());
        var workers = options.signingWorkers();
        waits.on(
                vertx.deployVerticle(() -> new SigningVerticle(keys), SigningVerticle.workers(workers)),
                START,
                "starting signing workers");
    }

    /** The public port opens only now: until then another node may be serving, and reads must not go back. */
    private void startAlone(Stores opened, WatchedClock watched, Waits waits) {
        var standing = new Standing(metrics, conditions, latest);
        opened.leadership().onRefused(standing::refused);
        var publicPort = new PublicPort(vertx, opened, latest, standing.freshness(), this::status, options, clock);
        var publisher = publisher(opened, watched, publicPort, standing);
        deployBatching(opened, publisher, publisher::wake, waits);
        awaitLeadership(publisher.ready(), waits);
        lookOut(opened, watched, waits);
        deployHttp(publicPort, waits);
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
        var news = opened.current();
        var current = news.of(RepositoryId.DEFAULT);
        var follower = new Follower(opened.publications(), opened.files(), current, latest);
        var freshness = Freshness.ofSeveralNodes(current, latest, follower::catchUp, CATCH_UP);
        var publicPort = new PublicPort(vertx, opened, latest, freshness, this::status, options, clock);
        var publisher = publisher(opened, watched, publicPort, metrics);
        news.onNews(new CurrentPublications.Listener() {
            @Override
            public void heardOf(RepositoryId repository) {
                mayHaveMissed();
            }

            @Override
            public void mayHaveMissed() {
                publisher.wake();
                follow(current, follower);
            }
        });
        deployBatching(
                opened,
                publisher,
                new LeaderWakeUp(opened.wakeUps().of(RepositoryId.DEFAULT), latest, publisher, metrics::leads),
                waits);
        // An outage that begins now is told by the database's own watch.
        waits.persistently(follower::refresh, START, "reading what was published last", _ -> {});
        lookOut(opened, watched, waits);
        deployHttp(publicPort, waits);
    }

    private Publisher publisher(Stores opened, WatchedClock watched, PublicPort publicPort, Observer observer) {
        var ports = new Publisher.Ports(
                opened.journal(),
                opened.files(),
                opened.publications(),
                opened.leadership(),
                signing,
                opened.current().of(RepositoryId.DEFAULT),
                files -> {
                    files.forEach(opened.files()::put);
                    publicPort.published(files);
                },
                latest);
        return new Publisher(ports, watched, options.publisher(), observer);
    }

    private void deployBatching(Stores opened, Publisher publisher, Runnable appended, Waits waits) {
        var intake = new GroupCommit(opened.journal(), options.intake(), appended);
        batching = waits.on(
                vertx.deployVerticle(new BatchingVerticle(intake, publisher)), START, "starting the publisher");
    }

    private void deployHttp(PublicPort publicPort, Waits waits) {
        var publicPortNumber = config.http().port() == 0
                ? HttpVerticle.ONE_FREE_PORT
                : config.http().port();
        var instances = new DeploymentOptions().setInstances(EventLoops.COUNT);
        http = waits.on(
                vertx.deployVerticle(
                        () -> new HttpVerticle(
                                config.http().host(),
                                publicPortNumber,
                                StrictServer.options(config.http().idleTimeout()),
                                publicPort::handler,
                                port::set),
                        instances),
                START,
                "opening the public port");
    }

    private static void follow(CurrentPublication current, Follower follower) {
        var _ = current.newest()
                .compose(follower::catchUp)
                .onFailure(failure -> LOG.debug("cannot read what another node published: {}", failure.getMessage()));
    }

    /** From before the public port opens, so that no request is answered as if all were well. */
    private void lookOut(Stores opened, WatchedClock watched, Waits waits) {
        var lookout = new Lookout(
                conditions,
                metrics,
                latest,
                watched,
                signing,
                new HeldRoles(opened.files()),
                new FullRoles(new RoleSizes(opened.files()), conditions, metrics, LOG::warn, System::nanoTime),
                System::nanoTime);
        waits.on(lookout.look(), START, "looking at the key and the clock");
        vertx.setPeriodic(LOOK_INTERVAL.toMillis(), _ -> lookout.look());
    }

    private ServiceStatus status() {
        return new ServiceStatus(conditions.readiness(), metrics.waiting(), metrics.oldestSeconds());
    }

    private void readBacklog(Stores opened) {
        var _ = opened.journal().backlog(latest.view().head().journal()).onSuccess(metrics::backlog);
    }

    private void availability(Optional<Unavailable> outage) {
        set(Condition.DATABASE, outage.filter(is -> is.extent() == Unavailable.Extent.EVERYTHING));
        set(Condition.STORAGE, outage.filter(is -> is.extent() == Unavailable.Extent.WRITES));
    }

    private void set(Condition condition, Optional<Unavailable> outage) {
        outage.ifPresentOrElse(
                is -> conditions.waitFor(condition, String.valueOf(is.getMessage())), () -> conditions.met(condition));
    }
}
