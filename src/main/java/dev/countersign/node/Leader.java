package dev.countersign.node;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.publish.Publisher;
import dev.countersign.repository.Leadership;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes for all repositories while this node leads. Which repositories have something to do is asked once for all of
 * them; {@link AwakePublishers} does it.
 *
 * <p>One node leads for all. That is a matter of order only: each repository is fenced by its own compare-and-swap.
 */
public final class Leader {
    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);

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

        /** Called on every node, a few times a minute: the repositories that have something to do. */
        void work(List<Repositories.PendingWork> work);
    }

    private final Leadership leadership;
    private final Directory directory;
    private final Listener listener;
    private final AwakePublishers publishers;
    private final Coalesced<List<Repositories.PendingWork>> questions;

    /** Written while holding this, as is who leads. */
    private volatile boolean closed;

    public Leader(
            Leadership leadership,
            Repositories repositories,
            Directory directory,
            LiveRepositories live,
            Publishers publishers,
            Repositories.RetentionTimes kept,
            InstantSource clock,
            Listener listener) {
        this.leadership = leadership;
        this.directory = directory;
        this.listener = listener;
        this.publishers =
                new AwakePublishers(repositories, directory, live, publishers, kept, clock, new Setbacks(clock));
        this.questions = new Coalesced<>(() -> repositories.work(clock.instant()));
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
            publishers.begin(begun);
        }
        listener.leading(begun);
        begun.ended().onComplete(_ -> end(begun));
        catchUp(begun);
    }

    private void catchUp(Leadership.Term begun) {
        var _ = directory
                .refresh()
                .compose(_ -> look())
                // What has expired of the repository `default` is renewed before this node is ready.
                .compose(_ -> publishers.settled(RepositoryId.DEFAULT))
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

    private void end(Leadership.Term over) {
        publishers.end(over);
        listener.ended(over);
        if (!closed) {
            start();
        }
    }

    public boolean leads() {
        return publishers.term().isPresent();
    }

    public boolean isAwake(RepositoryId id) {
        return publishers.isAwake(id);
    }

    /** There is something to publish in that repository. */
    public void wake(RepositoryId id) {
        publishers.wake(id);
    }

    /** There may be something to publish in that repository: another node has taken it. */
    public void heardOf(RepositoryId id) {
        if (!leads() || closed) {
            return;
        }
        if (directory.known(id).isPresent()) {
            publishers.heardOf(id);
        } else {
            var _ = look();
        }
    }

    /** Looks on any node which repositories have something to do. Ends publishers that have had nothing to do. */
    public Future<Void> look() {
        return questions.ask().compose(work -> {
            listener.work(work);
            var allKnown =
                    work.stream().allMatch(each -> directory.known(each.id()).isPresent());
            return (allKnown ? Future.<Void>succeededFuture() : directory.refresh()).map(_ -> {
                if (!closed) {
                    publishers.takeUp(work);
                }
                return null;
            });
        });
    }

    /** Publishes what was accepted, then leads no longer. */
    public Future<Void> close() {
        synchronized (this) {
            closed = true;
        }
        return publishers
                .drain()
                .compose(_ -> publishers.term().map(Leadership.Term::release).orElse(Future.succeededFuture()))
                .otherwiseEmpty();
    }
}
