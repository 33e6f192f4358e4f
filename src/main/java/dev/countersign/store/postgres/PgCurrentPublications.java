package dev.countersign.store.postgres;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.countersign.concurrent.Backoff;
import dev.countersign.concurrent.CoalescedByKey;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest publications as PostgreSQL alone tells them. One read at a time answers for all repositories that are
 * asked about. LISTEN and NOTIFY, on a connection of their own, tell which repository has news. When that connection
 * was lost, everybody is woken once after it is back, because messages may have been missed.
 */
public final class PgCurrentPublications implements CurrentPublications {
    private static final Logger LOG = LoggerFactory.getLogger(PgCurrentPublications.class);
    private static final String CHANNEL = "countersign_publication";
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "', $1)";
    private static final String NUMBERS = "select repository, publication from head where repository = any($1)";

    private final Postgres postgres;
    private final CoalescedByKey<RepositoryId, Long> newest;
    private final List<NewsListener> listeners = new CopyOnWriteArrayList<>();
    private final Backoff backoff = Backoff.ofService();

    /** Guarded by this. */
    private @Nullable WatchedConnection wakeUps;

    private boolean closed;

    public PgCurrentPublications(Postgres postgres) {
        this.postgres = postgres;
        this.newest = new CoalescedByKey<>(this::read);
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
    public CurrentPublication of(RepositoryId repository) {
        return new CurrentPublication() {
            @Override
            public Future<Long> newest() {
                return PgCurrentPublications.this.newest(repository);
            }

            @Override
            public Future<Void> announce(long publication) {
                return tell(repository);
            }
        };
    }

    /** {@inheritDoc} Nothing more is needed: the truth, which is read each time, knows it. */
    @Override
    public Future<Void> withdraw(RepositoryId repository) {
        return tell(repository);
    }

    @Override
    public void onNews(NewsListener listener) {
        listeners.add(listener);
    }

    private Future<Long> newest(RepositoryId repository) {
        return newest.ask(repository).map(number -> {
            if (number == null) {
                throw new RepositoryException.Gone();
            }
            return number;
        });
    }

    public Future<Void> tell(RepositoryId repository) {
        return postgres.run(NOTIFY, Tuple.of(repository.toString()))
                .<Void>mapEmpty()
                .otherwise(error -> {
                    LOG.debug("news of repository {} were not told: {}", repository, error.getMessage());
                    return null;
                });
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
        connection.connection().notificationHandler(news -> heardOf(news.getPayload()));
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
        listeners.forEach(NewsListener::mayHaveMissed);
    }

    private void restart() {
        synchronized (this) {
            wakeUps = null;
            if (closed) {
                return;
            }
        }
        postgres.vertx().setTimer(backoff.next().toMillis(), _ -> begin());
    }

    private void heardOf(String repository) {
        var id = id(repository);
        listeners.forEach(listener -> id.ifPresentOrElse(listener::heardOf, listener::mayHaveMissed));
    }

    /** Empty for what no node of this version has sent. */
    public static Optional<RepositoryId> id(String text) {
        try {
            return Optional.of(new RepositoryId(Integer.parseInt(text)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** What is gone is left out. */
    public Future<Map<RepositoryId, Long>> read(Set<RepositoryId> repositories) {
        var ids = repositories.stream().map(RepositoryId::value).toArray(Integer[]::new);
        return postgres.ask(NUMBERS, Tuple.tuple().addArrayOfInteger(ids)).map(rows -> {
            var numbers = new HashMap<RepositoryId, Long>();
            rows.forEach(row -> numbers.put(new RepositoryId(row.getInteger(0)), row.getLong(1)));
            return numbers;
        });
    }
}
