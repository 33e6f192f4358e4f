package dev.countersign.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.countersign.concurrent.Backoff;
import dev.countersign.concurrent.Coalesced;
import dev.countersign.repository.CurrentPublication;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest publication as PostgreSQL alone knows it: read from the truth itself, at most once at a time, with
 * LISTEN and NOTIFY as wake-ups on a connection of their own. After that connection was lost and found again everybody
 * is woken once, because something may have been missed.
 */
public final class PgCurrentPublication implements CurrentPublication {
    private static final Logger LOG = LoggerFactory.getLogger(PgCurrentPublication.class);
    private static final String CHANNEL = "countersign_publication";
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', $1)";
    private static final String NUMBER = "select publication from repository";

    private final Postgres postgres;
    private final Coalesced<Long> newest;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Backoff backoff = new Backoff();

    /** Guarded by this. */
    private @Nullable WatchedConnection wakeUps;

    private boolean closed;

    public PgCurrentPublication(Postgres postgres) {
        this.postgres = postgres;
        this.newest = new Coalesced<>(this::read);
    }

    /** Starts to listen; succeeds whether or not that worked at once, because it is tried again until closed. */
    public Future<Void> start() {
        return begin().transform(_ -> Future.succeededFuture());
    }

    @CanIgnoreReturnValue
    private Future<Void> begin() {
        return WatchedConnection.open(postgres, postgres.options().heartbeat(), System::nanoTime)
                .compose(this::listen)
                .andThen((_, failure) -> {
                    if (failure != null) {
                        LOG.debug("cannot listen for publications of other nodes: {}", failure.getMessage());
                        restart();
                    }
                });
    }

    @Override
    public Future<Long> newest() {
        return newest.ask();
    }

    @Override
    public Future<Void> announce(long publication) {
        return postgres.run(NOTIFY, Tuple.of(Long.toString(publication)))
                .<Void>mapEmpty()
                .otherwise(error -> {
                    LOG.debug("publication {} was not announced: {}", publication, error.getMessage());
                    return null;
                });
    }

    @Override
    public void onAnnounced(Runnable listener) {
        listeners.add(listener);
    }

    public void close() {
        WatchedConnection connection;
        synchronized (this) {
            closed = true;
            connection = wakeUps;
            wakeUps = null;
        }
        if (connection != null) {
            connection.close();
        }
    }

    private Future<Void> listen(WatchedConnection connection) {
        connection.connection().notificationHandler(_ -> wake());
        return postgres.bounded(
                        connection.connection().query("listen " + CHANNEL).execute())
                .andThen((_, failure) -> {
                    if (failure == null) {
                        listening(connection);
                    } else {
                        connection.close();
                    }
                })
                .mapEmpty();
    }

    private void listening(WatchedConnection connection) {
        synchronized (this) {
            if (closed) {
                connection.close();
                return;
            }
            wakeUps = connection;
        }
        backoff.reset();
        connection.ended().onComplete(_ -> restart());
        wake();
    }

    private void restart() {
        synchronized (this) {
            wakeUps = null;
            if (closed) {
                return;
            }
        }
        postgres.vertx().setTimer(backoff.nextMillis(), _ -> begin());
    }

    private void wake() {
        listeners.forEach(Runnable::run);
    }

    private Future<Long> read() {
        return postgres.ask(NUMBER, Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
