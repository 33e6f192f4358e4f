package dev.countersign.node;

import dev.countersign.concurrent.Coalesced;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes for all repositories while this node leads: one publisher, on a thread of its own, for each that has
 * something to do, so that none waits for another. A publisher that has been idle for a while rests; which repositories
 * have something to do is asked once for all of them.
 *
 * <p>One node leads for all. That is a matter of order only: each repository is fenced by its own compare-and-swap.
 */
public final class Leader {
    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);

    /** The last so many that had something to do do not rest: they begin their next publication without reading. */
    private static final int AWAKE = 8;

    private static final Duration IDLE = Duration.ofSeconds(30);

    /** More than this are awake at once only because somebody waits for each of them. */
    private static final int MOST_UNASKED = 64;

    /** Before what cannot be used is looked at again. */
    private static final Duration REFUSED = Duration.ofSeconds(30);

    /** Makes the publisher of a repository, which leads when the leadership says so. */
    public interface Publishers {
        /** @param failures hears of what failed, on the publisher's thread */
        Publisher of(LiveRepository repository, Leadership leadership, Consumer<RuntimeException> failures);
    }

    /** Hears how this node stands; called by one thread at a time. */
    public interface Listener {
        /** This node leads from now on, until {@link #ended}. */
        void leading(Leadership.Term term);

        /** All that had expired before this node led has been looked at. */
        void caughtUp(Leadership.Term term);

        void ended(Leadership.Term term);

        /** What waits, of each repository of which something does; on every node, a few times a minute. */
        void work(List<Repositories.Work> work);
    }

    private static final class Awake {
        private final RepositoryId id;
        private final Publisher publisher;
        private final Led led;
        /** Completes when something other than a store that is away has kept it from publishing. */
        private final Promise<Void> failed = Promise.promise();

        private Publisher.@Nullable Idle resting;
        private boolean again;

        private Awake(RepositoryId id, Publisher publisher, Led led) {
            this.id = id;
            this.publisher = publisher;
            this.led = led;
        }

        private void close() {
            var _ = publisher.close();
        }
    }

    private final Leadership leadership;
    private final Repositories repositories;
    private final Directory directory;
    private final LiveRepositories live;
    private final Publishers publishers;
    private final Repositories.Kept kept;
    private final InstantSource clock;
    private final Listener listener;
    private final Coalesced<List<Repositories.Work>> questions;

    /** Guarded by this, as is all below. */
    private final Map<RepositoryId, Awake> awake = new HashMap<>();

    private final Map<RepositoryId, Instant> refused = new HashMap<>();
    private Leadership.@Nullable Term term;
    private boolean closed;

    public Leader(
            Leadership leadership,
            Repositories repositories,
            Directory directory,
            LiveRepositories live,
            Publishers publishers,
            Repositories.Kept kept,
            InstantSource clock,
            Listener listener) {
        this.leadership = leadership;
        this.repositories = repositories;
        this.directory = directory;
        this.live = live;
        this.publishers = publishers;
        this.kept = kept;
        this.clock = clock;
        this.listener = listener;
        this.questions = new Coalesced<>(() -> repositories.work(clock.instant()));
        directory.onRemoved(this::removed);
    }

    /** Asks to lead, and again after each time of leading, until closed. */
    public void start() {
        var _ = leadership.acquire().onSuccess(this::begin);
    }

    private void begin(Leadership.Term begun) {
        synchronized (this) {
            if (closed) {
                var _ = begun.release();
                return;
            }
            term = begun;
            refused.clear();
        }
        listener.leading(begun);
        begun.ended().onComplete(_ -> end(begun));
        catchUp(begun);
    }

    private void catchUp(Leadership.Term begun) {
        var _ = directory
                .refresh()
                .compose(_ -> look())
                .compose(_ -> defaultIsReady())
                .onComplete(done -> {
                    if (begun.ended().isComplete()) {
                        return;
                    }
                    if (done.succeeded()) {
                        listener.caughtUp(begun);
                    } else {
                        LOG.debug("what was committed last cannot be read yet", done.cause());
                        catchUpLater(begun);
                    }
                });
    }

    private void catchUpLater(Leadership.Term begun) {
        Thread.ofVirtual().name("catch-up").start(() -> {
            try {
                Thread.sleep(Duration.ofMillis(200));
                catchUp(begun);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What has expired of the repository without a name is renewed before this node is ready. */
    private Future<Void> defaultIsReady() {
        Awake first;
        synchronized (this) {
            first = awake.get(RepositoryId.DEFAULT);
        }
        return first == null
                ? Future.succeededFuture()
                : Future.any(first.publisher.ready(), first.failed.future()).mapEmpty();
    }

    private void end(Leadership.Term over) {
        List<Awake> left;
        synchronized (this) {
            if (over.equals(term)) {
                term = null;
            }
            left = List.copyOf(awake.values());
        }
        left.forEach(each -> {
            each.led.over().tryComplete();
            each.close();
        });
        listener.ended(over);
        if (!isClosed()) {
            start();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    public synchronized boolean leads() {
        return term != null;
    }

    /** There is something to publish in that repository. */
    public void wake(RepositoryId id) {
        synchronized (this) {
            var present = awake.get(id);
            if (present == null) {
                start(id);
            } else if (present.resting != null) {
                present.again = true;
            } else {
                present.publisher.wake();
            }
        }
    }

    /** There may be something to publish in that repository. */
    public void heardOf(RepositoryId id) {
        boolean isAwake;
        synchronized (this) {
            isAwake = awake.containsKey(id);
        }
        if (isAwake) {
            wake(id);
        } else if (leads()) {
            var _ = look();
        }
    }

    /** Looks which repositories have something to do, on whichever node. Lets those rest that have had nothing to do. */
    public Future<Void> look() {
        return questions.ask().compose(work -> {
            listener.work(work);
            var allKnown =
                    work.stream().allMatch(each -> directory.known(each.id()).isPresent());
            return (allKnown ? Future.<Void>succeededFuture() : directory.refresh()).map(_ -> {
                var skipped = startFor(work);
                letRest(skipped ? Duration.ZERO : IDLE);
                return null;
            });
        });
    }

    /** Whether there is more than can be done at once. */
    private synchronized boolean startFor(List<Repositories.Work> work) {
        var skipped = false;
        for (var each : work) {
            if (awake.containsKey(each.id())) {
                if (each.backlog().due()) {
                    wake(each.id());
                }
            } else if (each.backlog().due() || (each.due() && awake.size() < MOST_UNASKED)) {
                start(each.id());
            } else {
                skipped |= each.due();
            }
        }
        return skipped;
    }

    /** Held: this. */
    private void start(RepositoryId id) {
        var until = refused.get(id);
        var entry = directory.known(id);
        if (term == null
                || closed
                || entry.isEmpty()
                || (until != null && clock.instant().isBefore(until))) {
            return;
        }
        refused.remove(id);
        var repository = live.of(entry.get());
        var present = term;
        var led = new Led(present, Promise.promise());
        var publisher = publishers.of(repository, led, failure -> failed(id, failure));
        awake.put(id, new Awake(id, publisher, led));
        publisher.ready().onSuccess(_ -> repository.hasReadUnder(present));
        publisher.ended().onComplete(_ -> ended(id, publisher));
        Thread.ofVirtual().name("publisher of " + entry.get().name()).start(publisher);
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
            found.failed.tryComplete();
        }
    }

    public synchronized boolean isAwake(RepositoryId id) {
        return awake.containsKey(id);
    }

    /** Only its publisher ends; it is tried again some time later. */
    private void refuse(RepositoryId id) {
        Awake found;
        synchronized (this) {
            refused.put(id, clock.instant().plus(REFUSED));
            found = awake.get(id);
        }
        if (found != null) {
            found.close();
        }
    }

    private void removed(RepositoryId id) {
        Awake found;
        synchronized (this) {
            refused.remove(id);
            found = awake.get(id);
        }
        if (found != null) {
            found.close();
        }
    }

    private void letRest(Duration idle) {
        var now = clock.instant();
        List<Awake> resting;
        synchronized (this) {
            var oldest = awake.values().stream()
                    .filter(each ->
                            each.resting == null && each.publisher.idle().isPresent())
                    .sorted(Comparator.comparing(each ->
                            each.publisher.idle().map(Publisher.Idle::since).orElse(now)))
                    .toList();
            resting = new ArrayList<>();
            for (var each : oldest) {
                var since = each.publisher.idle();
                if (awake.size() - resting.size() > AWAKE
                        && since.isPresent()
                        && !since.get().since().plus(idle).isAfter(now)) {
                    each.resting = since.get();
                    resting.add(each);
                }
            }
        }
        resting.forEach(Awake::close);
    }

    /** A publisher's thread is over: because it rests, was refused or removed, or this node leads no longer. */
    private void ended(RepositoryId id, Publisher publisher) {
        Publisher.Idle rested = null;
        synchronized (this) {
            var over = awake.get(id);
            if (over == null || !over.publisher.equals(publisher)) {
                return;
            }
            awake.remove(id);
            if (over.again) {
                start(id);
            } else if (term != null) {
                rested = over.resting;
            }
        }
        if (rested != null) {
            noteRest(id, rested);
        }
    }

    /** When this fails, somebody looks once more than needed. */
    private void noteRest(RepositoryId id, Publisher.Idle rested) {
        repositories
                .rest(id, rested.publication(), rested.next(), kept)
                .onFailure(failure -> LOG.debug("the rest of repository {} was not noted", id, failure));
    }

    /** Publishes what was accepted, then leads no longer. */
    public Future<Void> close() {
        List<Awake> left;
        Leadership.Term last;
        synchronized (this) {
            closed = true;
            last = term;
            left = List.copyOf(awake.values());
        }
        return Future.join(left.stream().map(this::drained).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .compose(_ -> last == null ? Future.succeededFuture() : last.release())
                .otherwiseEmpty();
    }

    /** Whatever was at work has nothing left to do: that is noted, so that the next start need not look. */
    private Future<Void> drained(Awake last) {
        var idle = last.publisher.idle();
        return last.publisher
                .close()
                .compose(_ -> idle.isEmpty()
                        ? Future.succeededFuture()
                        : repositories.rest(
                                last.id, idle.get().publication(), idle.get().next(), kept));
    }

    /**
     * The node's leadership as one publisher has it: given at once, and not its to give up. Its end is told by a promise
     * of its own, since the shared one would keep whoever listens for as long as this node leads.
     */
    private record Led(Term shared, Promise<Void> over) implements Leadership, Leadership.Term {
        @Override
        public Future<Term> acquire() {
            return shared.ended().isComplete() || ended().isComplete()
                    ? Promise.<Term>promise().future()
                    : Future.succeededFuture(this);
        }

        @Override
        public boolean isCertain() {
            return shared.isCertain();
        }

        @Override
        public Future<Void> ended() {
            return over.future();
        }

        @Override
        public Future<Void> release() {
            return Future.succeededFuture();
        }
    }
}
