package dev.countersign.node;

import dev.countersign.publish.Publisher;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publishers at work while this node leads, at most one for each repository, each on a thread of its own. Those that
 * have been idle for a while rest. Those that try in vain make room when others need it: they are tried again later, each
 * time after a longer pause. Any thread.
 */
final class AwakePublishers {
    private static final Logger LOG = LoggerFactory.getLogger(AwakePublishers.class);

    /** This many publishers that were busy last do not rest: they begin their next publication without reading. */
    static final int KEPT = 8;

    /** This many blocked ones stay awake, and so notice at once when they can publish again. */
    static final int MOST_IN_VAIN = 16;

    /** More than this are awake only while somebody waits for each of them. */
    static final int MOST_UNASKED = 64;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration IN_VAIN = Duration.ofSeconds(5);

    private final Repositories repositories;
    private final Directory directory;
    private final LiveRepositories live;
    private final Leader.Publishers publishers;
    private final Repositories.RetentionTimes kept;
    private final InstantSource clock;

    /** Guarded by this, as is all below. */
    private final Map<RepositoryId, AwakePublisher> awake = new HashMap<>();

    private final Setbacks setbacks;
    private Leadership.@Nullable Term term;

    AwakePublishers(
            Repositories repositories,
            Directory directory,
            LiveRepositories live,
            Leader.Publishers publishers,
            Repositories.RetentionTimes kept,
            InstantSource clock,
            Setbacks setbacks) {
        this.repositories = repositories;
        this.directory = directory;
        this.live = live;
        this.publishers = publishers;
        this.kept = kept;
        this.clock = clock;
        this.setbacks = setbacks;
        directory.onRemoved(this::removed);
    }

    /** This node leads from now on. Publishers of before may still be ending. */
    synchronized void begin(Leadership.Term begun) {
        term = begun;
        setbacks.clear();
    }

    /** This node no longer leads. */
    synchronized void end(Leadership.Term over) {
        if (over.equals(term)) {
            term = null;
        }
        awake.values().forEach(AwakePublisher::stop);
    }

    synchronized Optional<Leadership.Term> term() {
        return Optional.ofNullable(term);
    }

    synchronized boolean isAwake(RepositoryId id) {
        return awake.containsKey(id);
    }

    /** There is something to publish in that repository. */
    synchronized void wake(RepositoryId id) {
        var present = awake.get(id);
        if (present != null) {
            present.wake(true);
        } else if (setbacks.mayBeAsked(id)) {
            start(id, true);
        }
    }

    /** There may be something to publish in that repository. */
    synchronized void heardOf(RepositoryId id) {
        var present = awake.get(id);
        if (present == null) {
            wake(id);
        } else {
            present.wake(false);
        }
    }

    /** Starts publishers that have something to do, and ends those that have nothing to do or are blocked. */
    void takeUp(List<Repositories.PendingWork> work) {
        var crowded = startFor(work);
        letRest(crowded);
    }

    /**
     * Starts first those that have not failed before, so that the others do not take their places.
     *
     * @return whether there is more than can be done at once
     */
    private synchronized boolean startFor(List<Repositories.PendingWork> work) {
        var crowded = false;
        for (var each : work) {
            var present = awake.get(each.id());
            if (present != null) {
                takeUp(each, present);
            } else if (!setbacks.has(each.id())) {
                crowded |= !startIfRoom(each.id(), each.backlog().due());
            }
        }
        for (var each : work) {
            if (!awake.containsKey(each.id()) && setbacks.has(each.id()) && setbacks.mayTry(each.id())) {
                crowded |= !startIfRoom(each.id(), false);
            }
        }
        return crowded;
    }

    /** Held: this. */
    private void takeUp(Repositories.PendingWork work, AwakePublisher present) {
        var asked = work.backlog().due();
        if ((asked || (work.due() && present.isStopping())) && setbacks.mayTry(work.id())) {
            present.wake(asked);
        }
    }

    /** Held: this. Whoever is asked for needs no room. */
    private boolean startIfRoom(RepositoryId id, boolean asked) {
        if (asked || unasked() < MOST_UNASKED) {
            start(id, asked);
            return true;
        }
        return false;
    }

    /** Held: this. */
    private long unasked() {
        return awake.values().stream()
                .filter(each ->
                        !each.isAsked() && !each.isLeaving() && each.idle().isEmpty())
                .count();
    }

    /** Held: this. */
    private void start(RepositoryId id, boolean asked) {
        var entry = directory.known(id);
        if (term == null || entry.isEmpty()) {
            return;
        }
        var repository = live.of(entry.get());
        var present = term;
        var led = new Led(present, Promise.promise());
        var publisher = publishers.of(repository, led, failure -> failed(id, failure));
        awake.put(id, new AwakePublisher(id, publisher, led, asked));
        publisher.ready().onSuccess(_ -> repository.hasReadUnder(present));
        publisher.ended().onComplete(_ -> ended(id, publisher));
        Thread.ofVirtual().name("publisher of " + entry.get().name()).start(publisher);
    }

    /** A publisher's thread is over. */
    private void ended(RepositoryId id, Publisher publisher) {
        AwakePublisher over;
        synchronized (this) {
            over = awake.get(id);
            if (over == null || !over.is(publisher)) {
                return;
            }
            awake.remove(id);
            if (over.isNeededAgain() && setbacks.mayBeAsked(id)) {
                start(id, over.isAskedAgain());
            }
        }
        over.isGone();
        var rested = over.restsWith();
        if (rested != null && !over.isNeededAgain()) {
            var _ = noteRest(id, rested);
        }
    }

    /** If this fails, the repository is looked at once more than needed. */
    private Future<Void> noteRest(RepositoryId id, Publisher.IdleSince rested) {
        return repositories.rest(id, rested.publication(), rested.next(), kept).recover(failure -> {
            LOG.debug("the rest of repository {} was not noted", id, failure);
            return Future.succeededFuture();
        });
    }

    private void failed(RepositoryId id, RuntimeException failure) {
        if (!Unavailable.isBehind(failure)) {
            tellWaiting(id);
        }
        switch (failure) {
            case RepositoryException.Gone _ -> {
                var _ = directory.refresh();
                refuse(id);
            }
            case RepositoryException.Damaged _ -> refuse(id);
            default -> {}
        }
    }

    private synchronized void tellWaiting(RepositoryId id) {
        var found = awake.get(id);
        if (found != null) {
            found.hasFailed();
        }
    }

    /** Only its publisher ends; it is tried again some time later, if it is still there. */
    private synchronized void refuse(RepositoryId id) {
        if (directory.known(id).isPresent()) {
            setbacks.damaged(id);
        }
        stop(id);
    }

    private synchronized void removed(RepositoryId id) {
        setbacks.over(id);
        stop(id);
    }

    /** Held: this. */
    private void stop(RepositoryId id) {
        var found = awake.get(id);
        if (found != null) {
            found.stop();
        }
    }

    private synchronized void letRest(boolean crowded) {
        var now = clock.instant();
        awake.values().stream().filter(each -> each.idle().isPresent()).forEach(each -> setbacks.over(each.id()));
        staying(AwakePublisher::idle, Publisher.IdleSince::since)
                .filter(each ->
                        !each.since().plus(crowded ? Duration.ZERO : IDLE).isAfter(now))
                .limit(Math.max(0, stayingInAll() - KEPT))
                .forEach(each -> each.publisher().rest(each.what()));
        var inVain = staying(AwakePublisher::inVainSince, Function.identity()).toList();
        inVain.stream()
                .filter(each -> !each.since().plus(IN_VAIN).isAfter(now))
                .limit(crowded ? inVain.size() : Math.max(0, inVain.size() - MOST_IN_VAIN))
                .forEach(each -> makeRoom(each.publisher()));
    }

    /** Held: this. */
    private void makeRoom(AwakePublisher inVain) {
        setbacks.inVain(inVain.id());
        inVain.stop();
    }

    private record Since<T>(AwakePublisher publisher, T what, Instant since) {}

    /** Held: this. Those of which that is true and that do not end yet; the longest time first. */
    private <T> Stream<Since<T>> staying(Function<AwakePublisher, Optional<T>> what, Function<T, Instant> since) {
        return awake.values().stream()
                .filter(each -> !each.isLeaving())
                .flatMap(each -> what.apply(each).map(found -> new Since<>(each, found, since.apply(found))).stream())
                .sorted(Comparator.comparing(Since::since));
    }

    /** Held: this. */
    private long stayingInAll() {
        return awake.values().stream().filter(each -> !each.isLeaving()).count();
    }

    /** Completes when the publisher of that repository is ready, cannot be, or is not needed. */
    Future<Void> settled(RepositoryId id) {
        AwakePublisher present;
        boolean leaving;
        synchronized (this) {
            present = awake.get(id);
            leaving = present != null && present.isLeaving();
        }
        if (present == null) {
            return Future.succeededFuture();
        }
        // The state of an earlier publisher says nothing about the next one.
        return leaving ? present.gone().compose(_ -> settled(id)) : present.settled();
    }

    /** Completes when all that was accepted is published, also what came while a publisher was about to end. */
    Future<Void> drain() {
        var left = all();
        return left.isEmpty()
                ? Future.succeededFuture()
                : Future.join(left.stream().map(this::drained).toList()).transform(_ -> drain());
    }

    private synchronized List<AwakePublisher> all() {
        return List.copyOf(awake.values());
    }

    /** Notes, for those that have nothing left to do, that the next start need not look at them. */
    private Future<Void> drained(AwakePublisher last) {
        Optional<Publisher.IdleSince> idle;
        Future<Void> ended;
        synchronized (this) {
            idle = last.idle();
            ended = last.drain();
        }
        return ended.compose(_ -> last.gone())
                .compose(_ -> idle.isEmpty() ? Future.succeededFuture() : noteRest(last.id(), idle.get()));
    }
}
