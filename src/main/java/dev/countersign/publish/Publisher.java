package dev.countersign.publish;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.countersign.concurrent.Backoff;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Publications;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.Unavailable;
import dev.countersign.transparency.LogKey;
import dev.countersign.tuf.Validity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of the publisher: waits to lead, recovers, keeps publishing, and drains when it is closed.
 *
 * <p>One thread runs {@link #run}; it alone owns everything below. Other threads only {@link #wake} and {@link #close}
 * it. After any failure it forgets what it holds and reads the committed state again: whatever happened to the last
 * publication, the database knows.
 */
public final class Publisher implements Runnable {

    /**
     * What the publisher needs from outside.
     *
     * @param newLogKey makes a key when a log begins
     */
    public record PublisherPorts(
            Journal journal,
            MetadataFiles files,
            Publications publications,
            AuditLeaves audit,
            Leadership leadership,
            SigningPool signing,
            CurrentPublication current,
            Consumer<List<StoredFile>> cache,
            Latest latest,
            Supplier<LogKey> newLogKey) {}

    /**
     * An idle publisher sleeps no longer than this. It is woken when there is work; this is for a wake-up that was
     * lost.
     */
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** How long until an obstacle is looked at again. */
    private static final Duration BLOCKED = Duration.ofSeconds(1);

    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);

    /** Longer than anything can stay valid: for a repository that has nothing to sign again. */
    private static final Duration LONG = Duration.ofDays(Validity.MAX_DAYS);

    /**
     * There is nothing to do.
     *
     * @param since by the publisher's clock
     * @param publication the last one
     * @param next when something is to be signed again
     */
    public record IdleSince(Instant since, long publication, Instant next) {}

    private final PublisherPorts ports;
    private final WatchedClock clock;
    private final PublisherSettings settings;
    private final Observer observer;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Promise<Void> ready = Promise.promise();
    private final Promise<Void> finished = Promise.promise();
    /** Between attempts to become the leader. */
    private final Backoff attempts = Backoff.ofService();

    private volatile boolean closing;
    private volatile @Nullable IdleSince idle;
    private volatile @Nullable Instant inVainSince;

    public Publisher(PublisherPorts ports, WatchedClock clock, PublisherSettings settings, Observer observer) {
        this.ports = ports;
        this.clock = clock;
        this.settings = settings;
        this.observer = observer;
    }

    /** Completes when this node has led, recovered, and renewed whatever had expired meanwhile. */
    public Future<Void> ready() {
        return ready.future();
    }

    /** Completes when the thread of this publisher has ended. */
    public Future<Void> ended() {
        return finished.future();
    }

    /** Since when there has been nothing to do; empty while there is something. Any thread. */
    public Optional<IdleSince> idle() {
        return Optional.ofNullable(idle);
    }

    /**
     * Since when everything was in vain: there is something to do, but it is blocked or fails each time. Empty while it
     * gets on, and while only a store is away. Any thread.
     */
    public Optional<Instant> inVainSince() {
        return Optional.ofNullable(inVainSince);
    }

    /** There may be something to do. Any thread. */
    public void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    /** Publishes what was accepted, then stops; completes when it has. Any thread. */
    public Future<Void> close() {
        closing = true;
        wake();
        return finished.future();
    }

    @Override
    public void run() {
        try {
            // At least once: it was started because there is something to do.
            do {
                leadOnce();
            } while (!closing);
        } finally {
            finished.complete();
        }
    }

    private void leadOnce() {
        var acquiring = ports.leadership().acquire();
        acquiring.onComplete(_ -> wake());
        while (!acquiring.isComplete()) {
            if (closing) {
                acquiring.onSuccess(term -> term.release().onComplete(_ -> {}));
                return;
            }
            sleepUntilWoken(Duration.ofMillis(200));
        }
        if (acquiring.failed()) {
            sleep(attempts.next());
            return;
        }
        attempts.reset();
        var term = acquiring.result();
        term.ended().onComplete(_ -> wake());
        observer.leading(term);
        try {
            publishWhile(term);
        } finally {
            observer.following();
            waitFor(term.release().otherwiseEmpty());
        }
    }

    /** Leads until leadership is lost or everything accepted is published after {@link #close}. */
    private void publishWhile(Leadership.Term term) {
        var backoff = Backoff.ofService();
        Lead lead = null;
        while (!term.ended().isComplete()) {
            try {
                if (lead == null) {
                    lead = Lead.recover(ports, clock, settings, observer, this::sleepUntilWoken);
                    ready.tryComplete();
                }
                var started = clock.instant();
                var progress = lead.step();
                backoff.reset();
                idle = progress instanceof Progress.Idle ? idleAt(started, lead) : null;
                inVainSince = progress instanceof Progress.Blocked ? inVainAt(started) : null;
                observer.blocked(progress instanceof Progress.Blocked blocked ? blocked.why() : null);
                switch (progress) {
                    case Progress.Worked worked -> pauseAfter(worked, Duration.between(started, clock.instant()));
                    case Progress.Idle _ when !closing -> sleepUntilWoken(lead.idleTime(IDLE));
                    case Progress.Blocked _ when !closing -> sleep(BLOCKED);
                    case Progress.Idle _, Progress.Blocked _ -> {
                        return;
                    }
                }
            } catch (RuntimeException e) {
                observer.failed(e);
                lead = null;
                idle = null;
                inVainSince = Unavailable.isBehind(e) ? null : inVainAt(clock.instant());
                if (closing && backoff.isLongest()) {
                    return;
                }
                sleep(backoff.next());
            }
        }
    }

    private IdleSince idleAt(Instant now, Lead lead) {
        var before = idle;
        var publication = ports.latest().view().head().publication();
        var since = before != null && before.publication() == publication ? before.since() : now;
        return new IdleSince(since, publication, now.plus(lead.idleTime(LONG)));
    }

    private Instant inVainAt(Instant now) {
        var before = inVainSince;
        return before == null ? now : before;
    }

    private void pauseAfter(Progress.Worked worked, Duration took) {
        var pause = settings.pause().after(worked.changes(), worked.files(), took);
        if (!pause.isZero() && !closing) {
            sleep(pause);
        }
    }

    /** Sleeps for that long, or until it is woken, and then returns true. */
    @CanIgnoreReturnValue
    private boolean sleepUntilWoken(Duration limit) {
        try {
            var woken = wakeUps.tryAcquire(Math.max(SHORTEST_SLEEP.toNanos(), limit.toNanos()), TimeUnit.NANOSECONDS);
            if (woken) {
                wakeUps.drainPermits();
            }
            return woken;
        } catch (InterruptedException e) {
            closing = true;
            return true;
        }
    }

    private void sleep(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private void waitFor(Future<Void> future) {
        try {
            settings.answerLimit().await(future);
        } catch (RuntimeException e) {
            observer.failed(e);
        }
    }
}
