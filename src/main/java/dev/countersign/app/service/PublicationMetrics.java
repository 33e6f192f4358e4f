package dev.countersign.app.service;

import dev.countersign.publish.Observer;
import dev.countersign.publish.Obstacle;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.repository.Head;
import dev.countersign.repository.HeldRole;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.Unavailable;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.RoleName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the publisher of one repository does, as metrics and log lines. Any thread may read; the publisher's thread writes. */
final class PublicationMetrics implements Observer {

    /** All delegated roles together. */
    static final String DELEGATED = "delegated";

    private static final Logger LOG = LoggerFactory.getLogger(PublicationMetrics.class);

    /** How often it is logged that a repository cannot be used. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final RepositorySeries series;
    private final RepositoryName name;
    private final InstantSource clock;
    private final Reminder reminder;
    private final AtomicLong publication = new AtomicLong();
    private final AtomicLong journal = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong behindPublication = new AtomicLong();
    private final Map<String, Double> fill = new ConcurrentHashMap<>();
    private final Map<String, Boolean> signaturesDue = new ConcurrentHashMap<>();
    private volatile @Nullable Obstacle obstacle;
    private volatile @Nullable SignsOfLife signing;
    private final SigningLines signingLines;
    private volatile boolean stopping;
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    PublicationMetrics(RepositorySeries series, RepositoryName name, InstantSource clock) {
        this.series = series;
        this.name = name;
        this.clock = clock;
        this.reminder = new Reminder(LOG, System::nanoTime);
        this.signingLines = new SigningLines(LOG, clock);
    }

    @Override
    public void published(Head head, int finished, int made, long size, Duration took) {
        series.publications.record(took);
        series.submissions.record(finished);
        series.files.record(made);
        series.bytes.record((double) size);
        publication.set(head.publication());
        journal.set(head.journal());
        LOG.debug(
                "{}: published {}: {} submissions, {} files, {} bytes in {} ms",
                name,
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
            expires(DELEGATED, firstDelegated);
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
    public void signing(@Nullable SignsOfLife roles) {
        signing = roles;
    }

    /** How far the signing of many roles is; empty while none is under way here. */
    Optional<String> signing() {
        return Optional.ofNullable(signing).flatMap(SignsOfLife::sentence);
    }

    /** Says in the log how far it is, if that takes long. To be called every few seconds. */
    void tellSigning() {
        signingLines.tell(signing, this::about);
    }

    double wanted() {
        var roles = signing;
        return roles == null ? 0 : roles.wanted();
    }

    double signed() {
        var roles = signing;
        return roles == null ? 0 : roles.signed();
    }

    @Override
    public void failed(RuntimeException cause) {
        var kind = cause.getClass().getSimpleName();
        series.failed(kind);
        if (!stopping && !Unavailable.isBehind(cause) && !(cause instanceof RepositoryException.Gone)) {
            var sentence = about(cause.getMessage() + " (" + kind + ")");
            if (cause instanceof RepositoryException.Damaged) {
                reminder.say(kind, AGAIN, sentence);
            } else {
                LOG.warn("{}", sentence);
            }
        }
        LOG.debug("publishing failed", cause);
    }

    @Override
    public void swept(int removed) {
        series.swept.increment(removed);
    }

    @Override
    public void leading(Leadership.Term term) {
        obstacle = null;
    }

    @Override
    public void following() {
        obstacle = null;
    }

    /** With the name of the repository, unless it is the default one. */
    private String about(String sentence) {
        return name.equals(RepositoryName.DEFAULT) ? sentence : name + ": " + sentence;
    }

    @Override
    public void progress(String what) {
        LOG.info("{}", about(what));
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

    double publication() {
        return publication.get();
    }

    double journal() {
        return journal.get();
    }

    double behindPublication() {
        return behindPublication.get();
    }

    /** How much later the last publication is dated. */
    void clock(Duration publicationAhead) {
        behindPublication.set(publicationAhead.toSeconds());
    }

    /** Replaces the roles that people sign. */
    void heldRoles(List<HeldRole> roles, Instant now) {
        var names =
                roles.stream().map(role -> series.shown(role.name().value())).collect(Collectors.toSet());
        signaturesDue.keySet().stream().filter(role -> !names.contains(role)).forEach(expiries::remove);
        signaturesDue.keySet().retainAll(names);
        for (var role : roles) {
            var shown = series.shown(role.name().value());
            expires(shown, role.expires());
            signaturesDue.put(shown, role.isDue(now));
            series.signaturesDue(shown);
        }
    }

    /** Replaces the sizes of the roles. */
    void fill(Map<String, RoleSizes.Size> sizes) {
        var shares = new HashMap<String, Double>();
        sizes.forEach((role, size) -> shares.merge(series.shown(role), size.share(), Math::max));
        fill.keySet().retainAll(shares.keySet());
        fill.putAll(shares);
        shares.keySet().forEach(series::fill);
    }

    double fill(String role) {
        return fill.getOrDefault(role, 0.0);
    }

    double signaturesDue(String role) {
        return Boolean.TRUE.equals(signaturesDue.get(role)) ? 1 : 0;
    }

    private void expires(String role, Instant expires) {
        expiries.put(role, expires);
        series.expires(role);
    }

    double secondsLeft(String role) {
        var expires = expiries.get(role);
        return expires == null
                ? Double.NaN
                : Duration.between(clock.instant(), expires).toSeconds();
    }
}
