package dev.countersign.guard;

import dev.countersign.client.ClientException;
import dev.countersign.client.RepositoryView;
import dev.countersign.client.TufClient;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is signed, as of the newest refresh. Refreshed on a timer, and when something is missing or not as signed; one
 * refresh at a time, and never one for each request. Its calls wait: not for event loops. Any thread.
 */
public final class SignedTargets {
    private static final Logger LOG = LoggerFactory.getLogger(SignedTargets.class);
    private static final Duration SAID_AGAIN = Duration.ofMinutes(1);

    /** How long who misses something waits for a refresh that is under way; after that it goes by what is known. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private static final String UNTOLD = "this guard failed to verify it (its log says more)";

    private final TufClient client;
    private final LastVerified last;
    private final RefreshPace pace;
    private final InstantSource clock;
    private final GuardCounts counts;
    private final ReentrantLock refreshing = new ReentrantLock();

    private volatile @Nullable VerifiedView standing;
    private volatile @Nullable FailedRefresh failure;

    /** Guarded by the lock. */
    private long began = Long.MIN_VALUE;

    private long said = Long.MIN_VALUE;

    /**
     * How often metadata is asked for.
     *
     * @param every on the timer
     * @param onMiss at most, for things that are missing
     * @param offline how long to go on without a refresh that succeeds, however long the metadata is valid
     */
    public record RefreshPace(Duration every, Duration onMiss, Duration offline) {}

    /** A view and when it was found to be the newest. */
    private record VerifiedView(RepositoryView view, Instant checked) {}

    private record FailedRefresh(String reason, Instant since) {}

    public SignedTargets(
            TufClient client, LastVerified last, RefreshPace pace, InstantSource clock, GuardCounts counts) {
        this.client = client;
        this.last = last;
        this.pace = pace;
        this.clock = clock;
        this.counts = counts;
    }

    /**
     * What the metadata says of a target; it is refreshed once when there is no such target.
     *
     * @throws Withheld when nothing can be said of it
     */
    public Optional<TargetFile> find(TargetPath path) {
        var asked = System.nanoTime();
        var view = view();
        var found = findAtHand(view, path);
        if (found.isPresent() || !refreshAfter(asked)) {
            return found;
        }
        var newer = view();
        return newer == view ? found : findAtHand(newer, path);
    }

    /** The same without a refresh: for what an index lists, of which some may be missing each time. */
    public Optional<TargetFile> findAtHand(RepositoryView view, TargetPath path) {
        try {
            return view.find(path);
        } catch (ClientException.Missing replaced) {
            // A role of this version is not there any more: the newest view names another one.
            var _ = refreshAfter(System.nanoTime());
            try {
                return view().find(path);
            } catch (ClientException again) {
                throw withheld(again);
            }
        } catch (ClientException failed) {
            throw withheld(failed);
        }
    }

    private static Withheld withheld(ClientException failed) {
        return new Withheld(Withheld.Why.NO_METADATA, "no valid metadata: " + told(failed));
    }

    /**
     * The repository as of the newest refresh.
     *
     * @throws Withheld when there was none, or it was too long ago
     */
    public RepositoryView view() {
        var now = standing;
        if (now == null) {
            var _ = refreshAfter(System.nanoTime());
            now = standing;
        }
        if (now == null) {
            var why = failure;
            throw new Withheld(
                    Withheld.Why.NO_METADATA,
                    "no metadata was verified yet: " + (why == null ? "the guard has just started" : why.reason()));
        }
        var age = Duration.between(now.checked(), clock.instant());
        if (age.compareTo(pace.offline()) > 0) {
            var why = failure;
            throw new Withheld(
                    Withheld.Why.NO_METADATA,
                    "metadata was last verified at " + now.checked() + ", longer ago than guard.offline allows"
                            + (why == null ? "" : ": " + why.reason()));
        }
        return now.view();
    }

    /** What keeps this guard from serving anything, or from knowing of news; empty when all is well. */
    public Optional<String> trouble() {
        try {
            var _ = view();
            return Optional.ofNullable(failure).map(FailedRefresh::reason);
        } catch (Withheld withheld) {
            return Optional.of(withheld.reason());
        }
    }

    /** Whether anything can be served. */
    public boolean isUsable() {
        try {
            var view = view();
            return view.expires().isAfter(clock.instant());
        } catch (Withheld withheld) {
            return false;
        }
    }

    /** Since the newest refresh that succeeded; empty before the first. */
    public Optional<Duration> age() {
        return Optional.ofNullable(standing).map(now -> Duration.between(now.checked(), clock.instant()));
    }

    /** When the first of the top-level roles expires; empty before the first refresh. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(standing).map(now -> now.view().expires());
    }

    /** On the timer. */
    public void refresh() {
        refreshing.lock();
        try {
            refreshNow();
        } finally {
            refreshing.unlock();
        }
    }

    /**
     * Something is missing, or not as signed: refreshes, unless that was done since, or a moment before.
     *
     * @return whether there is a view now that may be newer
     */
    boolean refreshAfter(long asked) {
        boolean mine;
        try {
            mine = refreshing.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (!mine) {
            return false;
        }
        try {
            var pause = failure == null ? pace.onMiss() : pace.onMiss().multipliedBy(10);
            if (began == Long.MIN_VALUE || began - asked < -pause.toNanos()) {
                refreshNow();
            }
            return failure == null;
        } finally {
            refreshing.unlock();
        }
    }

    private void refreshNow() {
        began = System.nanoTime();
        try {
            var view = client.refresh();
            var now = clock.instant();
            standing = new VerifiedView(view, now);
            last.note(now);
            if (failure != null) {
                LOG.info("metadata is verified again, up to version {} of the timestamp", version(view));
            }
            failure = null;
            counts.refreshed();
        } catch (ClientException failed) {
            failed(String.valueOf(failed.getMessage()), told(failed));
        } catch (RuntimeException failed) {
            LOG.debug("metadata could not be refreshed", failed);
            failed(failed.toString(), UNTOLD);
        }
    }

    private static long version(RepositoryView view) {
        return view.timestamp().signed().version();
    }

    /** For those who install: nothing of the disk of this guard. */
    private static String told(ClientException failed) {
        return failed instanceof ClientException.StoreFailed ? UNTOLD : String.valueOf(failed.getMessage());
    }

    /**
     * Goes on with what there is.
     *
     * @param reason for the log
     * @param told for those who install
     */
    private void failed(String reason, String told) {
        counts.refreshFailed();
        var before = failure;
        if (standing == null) {
            last.recall().ifPresent(it -> standing = new VerifiedView(it.view(), it.checked()));
        }
        failure = new FailedRefresh(told, before == null ? clock.instant() : before.since());
        long now = System.nanoTime();
        if (before == null || now - said >= SAID_AGAIN.toNanos()) {
            said = now;
            var known = standing;
            LOG.warn(
                    "metadata cannot be refreshed: {}; {}",
                    reason,
                    known == null
                            ? "nothing is served"
                            : "what was verified at " + known.checked() + " is used until "
                                    + earlier(
                                            known.checked().plus(pace.offline()),
                                            known.view().expires())
                                    + ", then nothing is served");
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
