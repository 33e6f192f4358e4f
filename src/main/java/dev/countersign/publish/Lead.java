package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.Decision;
import dev.countersign.repository.Head;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.Rules;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.SnapshotDocument;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One time of leading, from recovery on: takes the journal in order, a publication at a time. Owned by the publisher's
 * thread; thrown away after any failure.
 */
final class Lead {
    /** What became of one step. */
    sealed interface Progress {
        record Idle() implements Progress {}

        /**
         * Something was published or decided.
         *
         * @param changes of targets; 0 also when there was no room for more of them in the batch
         * @param files made of them
         */
        record Worked(long changes, int files) implements Progress {}

        /** There may be something to do, but nothing can be published. */
        record Blocked(Obstacle why) implements Progress {}
    }

    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(2);

    private final Publisher.Ports ports;
    private final WatchedClock clock;
    private final PublisherSettings settings;
    private final Observer observer;
    private final CurrentPace.Sleep sleep;
    private final Schedule schedule = new Schedule();
    private final RetentionSweep retention;
    private final ReadAhead waiting;
    private State state = State.EMPTY;
    /** The snapshot's file until {@link #prepare} has read it. */
    private @Nullable Bytes unread;

    private final Interval reports = new Interval(REPORT_INTERVAL);
    /** The last attempt to sign found that the key cannot. */
    private boolean keyless;

    /** Halved by a failure that may be an entry's own fault, until that one is alone and set aside; then doubled. */
    private int maxSubmissions;
    /** Made by this step. */
    private int files;

    private Lead(
            Publisher.Ports ports,
            WatchedClock clock,
            PublisherSettings settings,
            Observer observer,
            CurrentPace.Sleep sleep) {
        this.retention = new RetentionSweep(ports.publications(), settings.retention(), observer);
        this.ports = ports;
        this.clock = clock;
        this.settings = settings;
        this.observer = observer;
        this.sleep = sleep;
        this.maxSubmissions = settings.maxSubmissions();
        this.waiting = new ReadAhead(ports.journal(), settings);
    }

    /** Reads what is committed, tells readers, and renews what expired while nobody led. */
    static Lead recover(
            Publisher.Ports ports,
            WatchedClock clock,
            PublisherSettings settings,
            Observer observer,
            CurrentPace.Sleep sleep) {
        var lead = new Lead(ports, clock, settings, observer, sleep);
        lead.load();
        // Also after a crash between commit and announcement: the same call tells everyone again.
        lead.expose(List.of());
        lead.renewExpired();
        return lead;
    }

    /** Readers are served all the same when that is not possible now; {@link #step} says why. */
    private void renewExpired() {
        if (!verdict().mayPublish() || !mayHaveExpired()) {
            return;
        }
        prepare();
        try {
            while (schedule.anyExpired(now())) {
                observer.progress("renewing metadata that expired while the service was down");
                var _ = renew();
            }
        } catch (KeyUnavailable e) {
            keyless = true;
        }
    }

    private ClockVerdict verdict() {
        return clock.judge(state.head(), state.repository());
    }

    private void load() {
        await(clock.compare());
        var committed = await(ports.publications().current());
        var head = committed.head();
        if (!(committed.repository() instanceof Repository.Established established)) {
            state = new State(head, committed.repository(), null, Bytes.EMPTY);
            return;
        }
        var timestamp = new RoleVersion(RoleName.TIMESTAMP, head.timestamp());
        var snapshot = new RoleVersion(RoleName.SNAPSHOT, head.snapshot());
        var files = await(ports.files().findAll(List.of(timestamp, snapshot)));
        var timestampFile = files.get(timestamp);
        var snapshotFile = files.get(snapshot);
        if (timestampFile == null || snapshotFile == null) {
            throw new IllegalStateException("publication " + head.publication() + " has lost its timestamp "
                    + head.timestamp() + " or snapshot " + head.snapshot() + ": restore the database from a backup");
        }
        unread = snapshotFile.bytes();
        state = new State(head, established, null, timestampFile.bytes());
    }

    private boolean mayHaveExpired() {
        return unread != null
                && await(ports.files().firstExpiry())
                        .filter(first -> !first.isAfter(now()))
                        .isPresent();
    }

    /**
     * Reads what only publishing needs, once. With many roles that takes as long as the rest of a start, so readers do
     * not wait for it.
     */
    private void prepare() {
        if (unread == null || !(state.repository() instanceof Repository.Established established)) {
            return;
        }
        var head = state.head();
        var snapshot = PublishedSnapshot.ofFile(head.snapshot(), unread);
        state = state.withSnapshot(snapshot);
        schedule(established, snapshot.document(), head);
        unread = null;
    }

    private void schedule(Repository.Established established, SnapshotDocument document, Head head) {
        var roles = new ArrayList<RoleVersion>();
        roles.add(new RoleVersion(RoleName.TIMESTAMP, head.timestamp()));
        roles.add(new RoleVersion(RoleName.SNAPSHOT, head.snapshot()));
        roles.add(new RoleVersion(RoleName.TARGETS, head.targets()));
        for (var role : Layout.of(established).onlineRoles()) {
            document.version(role).ifPresent(version -> roles.add(new RoleVersion(role, version)));
        }
        await(ports.files().expiries(roles)).forEach((role, expires) -> schedule(role.role(), expires, established));
    }

    private void schedule(RoleName role, Instant expires, Repository.Established established) {
        schedule.put(role, expires, Duration.ofDays(established.settings().days(role.value())));
    }

    private Instant now() {
        return clock.instant();
    }

    /** Does one thing if there is anything to do. */
    Progress step() {
        prepare();
        reportExpiries();
        files = 0;
        var verdict = verdict();
        if (!disagrees(verdict, ClockVerdict.Witness.POSTGRESQL)) {
            retention.tick(now());
        }
        if (verdict instanceof ClockVerdict.Doubtful doubtful && !doubtful.mayPublish()) {
            return new Progress.Blocked(new Obstacle.Clock(doubtful));
        }
        try {
            var progress = disagrees(verdict, ClockVerdict.Witness.PUBLICATION) ? repair() : work();
            keyless = false;
            return progress;
        } catch (KeyUnavailable e) {
            keyless = true;
            return new Progress.Blocked(new Obstacle.Key(String.valueOf(e.getMessage())));
        }
    }

    private static boolean disagrees(ClockVerdict verdict, ClockVerdict.Witness witness) {
        return verdict instanceof ClockVerdict.Doubtful doubtful && doubtful.witness() == witness;
    }

    /** In one publication, so that its date, which says that this was done, comes with it. */
    private Progress repair() {
        observer.progress("signing again what a clock that was ahead has dated");
        await(ports.publications().redate(now()));
        if (state.repository() instanceof Repository.Established established) {
            publish(
                    new Plan.Renewal(
                            established, schedule.beyond(now()), state.head().journal()),
                    0);
        } else {
            record(state.head().journal(), null, Map.of());
        }
        return new Progress.Worked(0, files);
    }

    private Progress work() {
        // Submissions that never cease must not keep other roles from being renewed; a key that is gone for good is
        // replaced by one of them.
        if (!keyless && schedule.isLate(now()) && renew()) {
            return new Progress.Worked(0, files);
        }
        var entries = waiting.next(state.head().journal(), maxSubmissions);
        if (entries.isEmpty()) {
            return renew() ? new Progress.Worked(0, files) : new Progress.Idle();
        }
        apply(entries);
        var full = entries.size() == maxSubmissions;
        return new Progress.Worked(full ? 0 : targets(entries), files);
    }

    private static long targets(List<JournalEntry> entries) {
        return entries.stream()
                .mapToLong(entry -> entry.submission().change().targets())
                .sum();
    }

    /** How long nothing will be due. */
    Duration idleTime(Duration limit) {
        return schedule.next()
                .map(next -> Duration.between(now(), next))
                .filter(left -> left.compareTo(limit) < 0)
                .orElse(limit);
    }

    private boolean renew() {
        if (!(state.repository() instanceof Repository.Established established)) {
            return false;
        }
        var due = schedule.due(now());
        if (due.isEmpty()) {
            return false;
        }
        publish(new Plan.Renewal(established, due, state.head().journal()), 0);
        return true;
    }

    private void apply(List<JournalEntry> entries) {
        var first = entries.getFirst();
        try {
            if (first.submission().change().kind().batches()) {
                applyTargets(entries);
            } else {
                decide(first);
            }
            letBatchGrow();
        } catch (InvalidInput | RolesTooLarge | IllegalArgumentException e) {
            // Nothing of it was written. Alone, the entry is set aside with its error; otherwise it is looked for.
            observer.failed(e);
            if (entries.size() == 1) {
                finish(
                        first,
                        new TaskOutcome.Failed(taskName(first.submission().change()), String.valueOf(e.getMessage())));
                letBatchGrow();
            } else {
                maxSubmissions = entries.size() / 2;
            }
        }
    }

    private void letBatchGrow() {
        maxSubmissions = Math.min(settings.maxSubmissions(), 2 * maxSubmissions);
    }

    private void applyTargets(List<JournalEntry> entries) {
        if (!(state.repository() instanceof Repository.Established established)) {
            // Accepted before a bootstrap was stopped, or a publish before any bootstrap: nothing can come of them.
            finishAll(entries);
            return;
        }
        var batch = Batch.of(entries, Layout.of(established));
        while (true) {
            try {
                publish(
                        new Plan.ApplyBatch(
                                established, batch, entries.getLast().position()),
                        entries.size());
                return;
            } catch (RolesTooLarge e) {
                if (!e.fitWithLess()) {
                    throw e;
                }
                batch = batch.without(e.overflows());
            }
        }
    }

    private void finishAll(List<JournalEntry> entries) {
        var outcomes = new HashMap<Long, TaskOutcome>();
        for (var entry : entries) {
            var change = entry.submission().change();
            outcomes.put(
                    entry.position(),
                    change instanceof Change.Publish
                            ? new TaskOutcome.Succeeded(
                                    "publish_artifacts",
                                    "Publish Artifacts Processed",
                                    Json.Obj.EMPTY.with("artifact_roles", new Json.Null()))
                            : new TaskOutcome.Failed(taskName(change), "It requires bootstrap finished"));
        }
        record(entries.getLast().position(), null, outcomes);
    }

    private void decide(JournalEntry entry) {
        var submission = entry.submission();
        var decision = Rules.decide(state.repository(), submission.change(), submission.task(), now());
        switch (decision) {
            case Decision.Refuse refuse -> record(entry.position(), null, Map.of(entry.position(), refuse.outcome()));
            case Decision.Keep kept -> record(entry.position(), kept.next(), Map.of(entry.position(), kept.outcome()));
            case Decision.Publish publish -> {
                var problem = keyProblem(publish.next());
                if (problem != null) {
                    finish(entry, new TaskOutcome.Failed(taskName(submission.change()), problem));
                } else {
                    observer.progress(
                            "publishing " + submission.change().kind().name().toLowerCase(Locale.ROOT));
                    publish(new Plan.CarryOut(publish, entry.position()), 1);
                    reschedule(publish.next());
                }
            }
        }
    }

    /** A decision that brings an online key is not taken before the key has been seen to sign. */
    private @Nullable String keyProblem(Repository.Established next) {
        if (state.repository() instanceof Repository.Established now
                && now.onlineKey().equals(next.onlineKey())) {
            return null;
        }
        try {
            await(ports.signing().check(next.onlineKey()));
            return null;
        } catch (KeyUnavailable e) {
            return e.getMessage();
        }
    }

    /** Roles may have come, gone, or changed hands. */
    private void reschedule(Repository.Established next) {
        var online = new HashSet<>(Layout.of(next).onlineRoles());
        online.addAll(List.of(RoleName.TIMESTAMP, RoleName.SNAPSHOT, RoleName.TARGETS));
        schedule.retain(online);
    }

    private void finish(JournalEntry entry, TaskOutcome outcome) {
        record(entry.position(), null, Map.of(entry.position(), outcome));
    }

    /** Moves the journal on, and perhaps the decisions, without publishing anything. */
    private void record(long journal, @Nullable Repository next, Map<Long, TaskOutcome> outcomes) {
        var before = state.head();
        var head = new Head(
                before.publication() + 1,
                journal,
                now(),
                before.root(),
                before.timestamp(),
                before.snapshot(),
                before.targets());
        var bits = state.repository() instanceof Repository.Established established
                ? Layout.of(established).bitLength()
                : 0;
        var step = new Publications.Step(head, next, List.of(), outcomes, bits);
        var transaction = await(ports.publications().begin(before.publication()));
        await(transaction.commit(step));
        state = new State(head, next == null ? state.repository() : next, state.snapshot(), state.timestamp());
        expose(List.of());
    }

    private void publish(Plan plan, int submissions) {
        var started = clock.instant();
        var gentle = plan.onlyRenews() && !schedule.anyExpired(now());
        var pace = new CurrentPace(gentle ? settings.renewalPace() : settings.pace(), settings.pace(), clock, sleep);
        var committed = new Publication(ports, settings.answerLimit(), state, plan, pace, now()).run();
        state = committed.state();
        files += committed.files().count();
        expose(committed.kept());
        var online = Layout.of(plan.repository());
        committed.files().expiries().forEach((role, expires) -> {
            if (role.isTopLevel() ? !role.equals(RoleName.ROOT) : online.isOnline(role)) {
                schedule(role, expires, plan.repository());
            }
        });
        observer.published(
                state.head(),
                submissions,
                committed.files().count(),
                committed.files().bytes(),
                Duration.between(started, clock.instant()));
    }

    /**
     * Makes the committed publication the one readers get: the register every node asks first, then this node's own
     * view, so that no client can see it here before another node would know to look for it.
     */
    private void expose(List<StoredFile> files) {
        ports.cache().accept(files);
        await(ports.current().announce(state.head().publication()));
        ports.latest().advance(new Latest.View(state.head(), state.repository(), state.timestamp()));
    }

    /** At most once in a while: finding the first of many roles to expire looks at each. */
    private void reportExpiries() {
        var now = clock.instant();
        if (!(state.repository() instanceof Repository.Established established) || !reports.isOver(now)) {
            return;
        }
        var topLevel = new HashMap<RoleName, Instant>();
        topLevel.put(RoleName.ROOT, established.root().signed().expires());
        for (var role : List.of(RoleName.TIMESTAMP, RoleName.SNAPSHOT, RoleName.TARGETS)) {
            schedule.expires(role).ifPresent(expires -> topLevel.put(role, expires));
        }
        observer.expiries(topLevel, schedule.firstDelegatedExpiry().orElse(Instant.MAX));
    }

    private static String taskName(Change change) {
        return switch (change.kind()) {
            case BOOTSTRAP -> "bootstrap";
            case ADD_TARGETS -> "add_artifacts";
            case REMOVE_TARGETS -> "remove_artifacts";
            case PUBLISH -> "publish_artifacts";
            case UPDATE_ROOT -> "metadata_update";
            case SIGN -> "sign_metadata";
            case STOP_SIGNING -> "delete_sign_metadata";
            case ADD_DELEGATIONS, UPDATE_DELEGATIONS, REMOVE_DELEGATIONS -> "metadata_delegation";
            case UPDATE_SETTINGS -> "update_settings";
            case RENEW -> "force_online_metadata_update";
        };
    }

    private <T> T await(Future<T> future) {
        return settings.answerLimit().await(future);
    }
}
