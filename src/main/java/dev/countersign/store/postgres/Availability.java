package dev.countersign.store.postgres;

import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether PostgreSQL can be used, for all of a node. This class alone decides it and writes it to the log: one line
 * when an outage begins and one when it ends. A failed statement is only a suspicion, because a single connection may
 * be lost; a trial on a new connection decides. Any thread.
 */
public final class Availability {
    private static final Logger LOG = LoggerFactory.getLogger(Availability.class);

    /** Between trials, during an outage and at suspicions that come to nothing. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String place;
    private final Supplier<Future<Void>> trial;
    private final List<Consumer<Optional<Unavailable>>> listeners = new CopyOnWriteArrayList<>();

    /** Guarded by this, as is all that follows. */
    private @Nullable Unavailable outage;

    private long since;
    /** From a suspicion until a trial has succeeded. */
    private boolean suspected;

    private boolean closed;

    /** @param trial fails with {@link Unavailable} when the server cannot do all that is needed, and always in time */
    Availability(Vertx vertx, String place, Supplier<Future<Void>> trial) {
        this.vertx = vertx;
        this.place = place;
        this.trial = trial;
    }

    /** Tells of every outage that begins or changes, and with nothing of its end. */
    public void onChange(Consumer<Optional<Unavailable>> listener) {
        listeners.add(listener);
    }

    /** The outage there is, if any. */
    synchronized Optional<Unavailable> outage() {
        return Optional.ofNullable(outage);
    }

    /** Something failed as it would in an outage. */
    void suspect(Unavailable failure) {
        synchronized (this) {
            if (suspected || closed) {
                return;
            }
            suspected = true;
        }
        LOG.debug("PostgreSQL is suspected: {}", failure.getMessage());
        tryNow();
    }

    synchronized void close() {
        closed = true;
    }

    private void tryNow() {
        trial.get().onComplete(done -> {
            if (done.succeeded()) {
                over();
            } else if (done.cause() instanceof Unavailable failure) {
                begun(failure);
            } else {
                // It answers, and that is what was asked.
                LOG.debug("the trial of PostgreSQL failed", done.cause());
                over();
            }
        });
    }

    private void begun(Unavailable failure) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (outage == null) {
                since = System.nanoTime();
            }
            var news = outage == null || outage.extent() != failure.extent();
            outage = failure;
            if (news) {
                LOG.warn("{}; what needs it is answered 503 until then", failure.getMessage());
            }
        }
        listeners.forEach(listener -> listener.accept(Optional.of(failure)));
        vertx.setTimer(INTERVAL.toMillis(), _ -> tryNow());
    }

    private void over() {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (outage != null) {
                var seconds = Duration.ofNanos(System.nanoTime() - since).toSeconds();
                LOG.info("PostgreSQL at {} can be used again after {} s", place, seconds);
            }
            outage = null;
        }
        listeners.forEach(listener -> listener.accept(Optional.empty()));
        // Not sooner: under load, statements may time out one after the other although the server is well.
        vertx.setTimer(INTERVAL.toMillis(), _ -> forget());
    }

    private synchronized void forget() {
        suspected = false;
    }
}
