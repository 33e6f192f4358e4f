package dev.countersign.app;

import dev.countersign.publish.Observer;
import dev.countersign.publish.Obstacle;
import dev.countersign.repository.Head;
import dev.countersign.repository.HeldRole;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.Unavailable;
import dev.countersign.tuf.RoleName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the publisher does, as metrics and log lines. Any thread may read; the publisher's thread writes. */
final class PublicationMetrics implements Observer {

    private static final Logger LOG = LoggerFactory.getLogger(PublicationMetrics.class);

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Timer publications;
    private final DistributionSummary submissions;
    private final DistributionSummary files;
    private final DistributionSummary bytes;
    private final Counter swept;
    private final AtomicLong publication = new AtomicLong();
    private final AtomicLong journal = new AtomicLong();
    private final AtomicLong leads = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong behindStore = new AtomicLong();
    private final AtomicLong behindPublication = new AtomicLong();
    private final Map<String, Double> fill = new ConcurrentHashMap<>();
    private final Map<String, Boolean> signaturesDue = new ConcurrentHashMap<>();
    private volatile @Nullable Obstacle obstacle;
    private volatile boolean stopping;
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    PublicationMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        this.publications = Timer.builder("countersign.publication")
                .description("Time from the first read to the commit of a publication")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
        this.submissions = summary("countersign.publication.submissions", "Submissions finished by a publication");
        this.files = summary("countersign.publication.files", "Metadata files made by a publication");
        this.bytes = summary("countersign.publication.bytes", "Bytes of the metadata files of a publication");
        this.swept = Counter.builder("countersign.swept")
                .description("Old metadata files and task results removed")
                .register(registry);
        gauge("countersign.publication.number", "Number of the newest publication this node made", publication);
        gauge("countersign.journal.position", "Journal position applied by the newest publication", journal);
        gauge("countersign.leading", "1 while this node publishes", leads);
        gauge("countersign.backlog.submissions", "Durable submissions not yet published", waiting);
        gauge("countersign.backlog.oldest.seconds", "Age of the oldest of them", oldestSeconds);
        gauge(
                "countersign.clock.behind.postgresql.seconds",
                "How much later it is by the clock of PostgreSQL; negative when it is earlier",
                behindStore);
        gauge(
                "countersign.clock.behind.publication.seconds",
                "How much later the last publication is dated; negative when it is earlier, as it should be",
                behindPublication);
    }

    @Override
    public void published(Head head, int finished, int made, long size, Duration took) {
        publications.record(took);
        submissions.record(finished);
        files.record(made);
        bytes.record((double) size);
        publication.set(head.publication());
        journal.set(head.journal());
        LOG.debug(
                "published {}: {} submissions, {} files, {} bytes in {} ms",
                head.publication(),
                finished,
                made,
                size,
                took.toMillis());
    }

    @Override
    public void expiries(Map<RoleName, Instant> topLevel, Instant firstDelegated) {
        topLevel.forEach((role, expires) -> expires(role.value(), expires));
        if (!firstDelegated.equals(Instant.MAX)) {
            expires("delegated", firstDelegated);
        }
    }

    @Override
    public void blocked(@Nullable Obstacle why) {
        obstacle = why;
    }

    /** What keeps this node, while it leads, from publishing. */
    @Nullable
    Obstacle obstacle() {
        return obstacle;
    }

    @Override
    public void failed(RuntimeException cause) {
        var kind = cause.getClass().getSimpleName();
        Counter.builder("countersign.publication.failures")
                .description("Publications that failed and are tried again, and entries set aside")
                .tag("kind", kind)
                .register(registry)
                .increment();
        if (!stopping && !Unavailable.isBehind(cause)) {
            LOG.warn("{} ({})", cause.getMessage(), kind);
        }
        LOG.debug("publishing failed", cause);
    }

    @Override
    public void swept(int removed) {
        swept.increment(removed);
    }

    @Override
    public void leading(Leadership.Term term) {
        leads.set(1);
        obstacle = null;
        LOG.info("this node publishes");
    }

    @Override
    public void following() {
        leads.set(0);
        obstacle = null;
        LOG.info("this node no longer publishes");
    }

    /** Whether this node publishes. */
    boolean leads() {
        return leads.get() == 1;
    }

    @Override
    public void progress(String what) {
        LOG.info("{}", what);
    }

    /** From now on failures are an effect of the stop, and are not counted. */
    void stopping() {
        stopping = true;
    }

    /** What waits in the journal, read from time to time. */
    void backlog(Journal.Backlog backlog) {
        waiting.set(backlog.submissions());
        var oldest = backlog.oldest();
        oldestSeconds.set(
                oldest == null
                        ? 0
                        : Math.max(0, Duration.between(oldest, clock.instant()).toSeconds()));
    }

    /** As read last. */
    long waiting() {
        return waiting.get();
    }

    /** As read last. */
    long oldestSeconds() {
        return oldestSeconds.get();
    }

    /** How much later it is by the clock of PostgreSQL, and how much later the last publication is dated. */
    void clock(Duration storeAhead, Duration publicationAhead) {
        behindStore.set(storeAhead.toSeconds());
        behindPublication.set(publicationAhead.toSeconds());
    }

    /** Replaces the roles that people sign. */
    void heldRoles(List<HeldRole> roles, Instant now) {
        var names = roles.stream().map(role -> role.name().value()).collect(Collectors.toSet());
        signaturesDue.keySet().stream().filter(name -> !names.contains(name)).forEach(expiries::remove);
        signaturesDue.keySet().retainAll(names);
        for (var role : roles) {
            var name = role.name().value();
            expires(name, role.expires());
            if (signaturesDue.put(name, role.isDue(now)) == null) {
                Gauge.builder("countersign.role.signatures.due", signaturesDue, all -> due(all, name))
                        .description("1 when the holders of the role's keys should sign its next version")
                        .tag("role", name)
                        .register(registry);
            }
        }
    }

    /** Replaces the sizes of the roles. */
    void fill(Map<String, RoleSizes.Size> sizes) {
        fill.keySet().retainAll(sizes.keySet());
        sizes.forEach((role, size) -> {
            if (fill.put(role, size.share()) == null) {
                Gauge.builder("countersign.role.fill.ratio", fill, all -> all.getOrDefault(role, 0.0))
                        .description("Size of the role's metadata by what TUF clients download; of bins, the largest")
                        .tag("role", role)
                        .register(registry);
            }
        });
    }

    private static double due(Map<String, Boolean> all, String role) {
        return Boolean.TRUE.equals(all.get(role)) ? 1 : 0;
    }

    /** Shows what a node waits for. */
    void conditions(Conditions conditions) {
        for (var condition : Condition.values()) {
            Gauge.builder("countersign.waiting", conditions, all -> all.isMet(condition) ? 0 : 1)
                    .description("1 while this node waits for something, as /ready says")
                    .tag("condition", condition.word())
                    .register(registry);
        }
    }

    private void expires(String role, Instant expires) {
        if (expiries.put(role, expires) == null) {
            Gauge.builder("countersign.role.expiry.seconds", expiries, all -> secondsLeft(all, role))
                    .description("Seconds until clients refuse the role's metadata")
                    .tag("role", role)
                    .register(registry);
        }
    }

    private double secondsLeft(Map<String, Instant> all, String role) {
        var expires = all.get(role);
        return expires == null
                ? Double.NaN
                : Duration.between(clock.instant(), expires).toSeconds();
    }

    private DistributionSummary summary(String name, String description) {
        return DistributionSummary.builder(name).description(description).register(registry);
    }

    private void gauge(String name, String description, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
    }
}
