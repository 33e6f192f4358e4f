package dev.countersign.store.postgres;

import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL database that was checked and migrated: a pool for statements that stand alone, and connections of
 * their own for what must not share one. Every statement is bounded in time, by the server and again here; connections
 * that are lost are replaced by the next use.
 */
public final class Postgres {
    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);
    private static final Duration SLACK = Duration.ofSeconds(2);
    private static final String TCP_KEEPALIVE_SECONDS = "30";
    /** For whatever a request waits for; its caller has other things to do, and gets 503. */
    private static final Duration PATIENCE_OF_REQUESTS = Duration.ofSeconds(8);

    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);
    private static final Duration TRIAL = Duration.ofSeconds(3);
    /** One look in so many is for space on the disk, too: every 30 s. */
    private static final int LOOKS_PER_SPACE = 15;

    // A new table needs what runs short: a transaction that may write, and space for it and its journal.
    private static final String WRITE_AND_FORGET = """
        begin;
        create table countersign_trial_NAME as select n, repeat('x', 1000) as filler from generate_series(1, 1000) as n;
        rollback\
        """;

    // The same megabyte in a temporary file: no journal, no dead rows, nothing for replicas, and seldom anything on the
    // disk itself. Both statements are one transaction, so the setting ends with it.
    private static final String TAKE_SPACE = """
        set local work_mem = '64kB';
        with filler as materialized (select repeat('x', 1000) as x from generate_series(1, 1000))
        select count(x) from filler\
        """;

    private final Vertx vertx;
    private final PostgresOptions options;
    private final ServerAddress address;
    private final Availability availability;
    private final long watch;
    /** Whoever waits for an answer. */
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

    /** Guarded by this, as are the next three. */
    private Pool pool;

    private boolean silent;
    private boolean closed;
    private int line;
    /** Owned by the timer. */
    private int looks;

    private Postgres(Vertx vertx, PostgresOptions options, ServerAddress address, Pool pool) {
        this.vertx = vertx;
        this.options = options;
        this.address = address;
        this.pool = pool;
        this.availability = new Availability(vertx, address.place(), this::trial);
        this.watch = vertx.setPeriodic(WATCH_INTERVAL.toMillis(), _ -> look());
    }

    /** Connects, brings the schema up to date, and fails with {@link Unavailable} when the database cannot serve. */
    public static Future<Postgres> open(Vertx vertx, PostgresOptions options) {
        ServerAddress address;
        try {
            address = ServerAddress.parse(options.uri());
        } catch (Unavailable e) {
            return Future.failedFuture(e);
        }
        // Not through a pool: one that cannot connect neither fails in time nor closes.
        return connect(vertx, options, address, Map.of())
                .compose(connection -> new Pooler(address.place(), () -> connect(vertx, options, address, Map.of()))
                        .check(connection)
                        .compose(_ -> new Migrations(vertx, connection, address, Migrations.OLDEST_SERVER).run())
                        .eventually(connection::close))
                .map(_ -> new Postgres(vertx, options, address, pool(vertx, options, address)))
                .recover(error -> Future.failedFuture(address.explain(error)));
    }

    /** Closes the pool; connections of their own are closed by those who opened them. */
    public Future<Void> close() {
        vertx.cancelTimer(watch);
        availability.close();
        synchronized (this) {
            closed = true;
            return pool.close();
        }
    }

    public Availability availability() {
        return availability;
    }

    Vertx vertx() {
        return vertx;
    }

    PostgresOptions options() {
        return options;
    }

    /** Runs one statement in its own transaction. */
    public Future<RowSet<Row>> run(String sql, Tuple parameters) {
        return run(pool(), sql, parameters);
    }

    /** As {@link #run(String, Tuple)}, for a request, which waits no longer than ten seconds in all. */
    Future<RowSet<Row>> ask(String sql, Tuple parameters) {
        var answer = pool().preparedQuery(sql).execute(parameters);
        return bounded(
                answer,
                Collections.min(
                        List.of(PATIENCE_OF_REQUESTS, options.statementTimeout().plus(SLACK))));
    }

    /** Runs one statement on a connection of its own. */
    public Future<RowSet<Row>> run(SqlClient client, String sql, Tuple parameters) {
        return bounded(client.preparedQuery(sql).execute(parameters));
    }

    /**
     * The same future, but failed when the server has not answered some time after it should have given up by itself,
     * and with errors of reaching it explained.
     */
    <T> Future<T> bounded(Future<T> answer) {
        return bounded(answer, options.statementTimeout().plus(SLACK));
    }

    private <T> Future<T> bounded(Future<T> answer, Duration limit) {
        var first = Promise.<T>promise();
        var givesUp = onOwnContext(() -> first.tryFail(new TimeoutException()));
        waiting.add(givesUp);
        answer.timeout(limit.toMillis(), TimeUnit.MILLISECONDS).onComplete(first::tryComplete, first::tryFail);
        return first.future().andThen(_ -> waiting.remove(givesUp)).recover(this::explained);
    }

    /** Whoever asks on an event loop hears of the end there, too. */
    private static Runnable onOwnContext(Runnable work) {
        var context = Vertx.currentContext();
        return context == null ? work : () -> context.runOnContext(_ -> work.run());
    }

    private <T> Future<T> explained(Throwable failure) {
        var explained = address.explain(failure);
        if (explained instanceof Unavailable unavailable) {
            availability.suspect(unavailable);
        }
        return Future.failedFuture(explained);
    }

    /** So that an outage is noticed when nobody asks for anything, too. */
    private void look() {
        if (++looks % LOOKS_PER_SPACE == 0) {
            var _ = bounded(pool().query(TAKE_SPACE).execute(), TRIAL);
        }
        bounded(
                        pool().query("select current_setting('transaction_read_only') = 'on'")
                                .execute(),
                        TRIAL)
                .onSuccess(rows -> {
                    if (rows.iterator().next().getBoolean(0)) {
                        availability.suspect(new Unavailable("it takes no writes"));
                    }
                });
    }

    /** Whether all that is needed can be done, on a new connection. */
    private Future<Void> trial() {
        var sql = WRITE_AND_FORGET.replace(
                "NAME", Long.toHexString(ThreadLocalRandom.current().nextLong()));
        return connect(vertx, options, address, Map.of())
                .compose(connection -> connection
                        .query(sql)
                        .execute()
                        .timeout(TRIAL.toMillis(), TimeUnit.MILLISECONDS)
                        .andThen(_ -> connection.close()))
                .<Void>mapEmpty()
                .timeout(TRIAL.toMillis(), TimeUnit.MILLISECONDS)
                .recover(error -> Future.failedFuture(address.explain(error)));
    }

    /**
     * The server does not answer and no error came. A connection in this state may never answer again, even after the
     * outage, so none of them is used any more, and nobody waits any longer for one.
     */
    void fellSilent() {
        synchronized (this) {
            silent = true;
        }
        startAnew();
    }

    /** The server has answered. Connections from before the outage may be lost. */
    void answers() {
        synchronized (this) {
            if (!silent) {
                return;
            }
            silent = false;
        }
        startAnew();
    }

    private void startAnew() {
        synchronized (this) {
            if (closed) {
                return;
            }
            var _ = pool.close();
            pool = pool(vertx, options, address);
            line++;
        }
        waiting.forEach(Runnable::run);
    }

    /** Changes when connections of before must not be used any more. */
    synchronized int line() {
        return line;
    }

    private synchronized Pool pool() {
        return pool;
    }

    /** A connection that closes when it is closed. */
    Future<PgConnection> connect() {
        return connect(vertx, options, address, Map.of()).recover(this::explained);
    }

    /** One with session settings in addition to the usual ones, and with a limit in addition to the usual one. */
    Future<PgConnection> connect(Map<String, String> settings, Duration atMost) {
        var attempt = connect(vertx, options, address, settings);
        return inTime(attempt, atMost).recover(this::explained);
    }

    private static Future<PgConnection> connect(
            Vertx vertx, PostgresOptions options, ServerAddress address, Map<String, String> settings) {
        var attempt = PgConnection.connect(vertx, connectOptions(address))
                .compose(connection -> connection
                        .query(settings(options, address, settings))
                        .execute()
                        .map(connection)
                        .recover(error -> {
                            connection.close();
                            return Future.failedFuture(error);
                        }));
        return inTime(attempt, options.connectTimeout())
                .map(connection ->
                        // Whoever waits for an answer gets the error too; without a handler Vert.x prints it.
                        connection.exceptionHandler(
                                error -> LOG.debug("a connection was lost: {}", error.getMessage())))
                .recover(error -> Future.failedFuture(address.explain(error)));
    }

    /** A connection that comes too late is closed. */
    private static Future<PgConnection> inTime(Future<PgConnection> attempt, Duration limit) {
        return attempt.timeout(limit.toMillis(), TimeUnit.MILLISECONDS).recover(error -> {
            attempt.onSuccess(PgConnection::close);
            return Future.failedFuture(error);
        });
    }

    private static Pool pool(Vertx vertx, PostgresOptions options, ServerAddress address) {
        var idle = options.statementTimeout().plus(SLACK).plus(SLACK);
        var settings = settings(options, address, Map.of());
        return PgBuilder.pool()
                .using(vertx)
                .connectingTo(connectOptions(address))
                .withConnectHandler(connection -> connection
                        .query(settings)
                        .execute()
                        .andThen((_, failure) -> {
                            if (failure != null) {
                                LOG.debug("a session was not set up: {}", failure.getMessage());
                            }
                        })
                        .onComplete(_ -> connection.close()))
                .with(new PoolOptions()
                        .setMaxSize(options.poolSize())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setConnectionTimeout((int) options.connectTimeout().toMillis()))
                // A connection that says nothing for longer than any statement may take is closed, idle or dead.
                .with(new NetClientOptions()
                        .setConnectTimeout((int) options.connectTimeout().toMillis())
                        .setTcpKeepAlive(true)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setReadIdleTimeout((int) idle.toMillis()))
                .build();
    }

    /** What poolers let through: all other settings are made in the session, by {@link #settings}. */
    private static final Set<String> AT_START =
            Set.of("application_name", "client_encoding", "DateStyle", "TimeZone", "options");

    private static PgConnectOptions connectOptions(ServerAddress address) {
        var connectOptions = address.options().setCachePreparedStatements(true).setPipeliningLimit(64);
        connectOptions.addProperty("application_name", "countersign");
        connectOptions.getProperties().keySet().retainAll(AT_START);
        return connectOptions;
    }

    /** A statement that makes our settings, and those of the URI, in a new session. */
    private static String settings(PostgresOptions options, ServerAddress address, Map<String, String> more) {
        var statement = Long.toString(options.statementTimeout().toMillis());
        var settings = new LinkedHashMap<>(address.options().getProperties());
        settings.keySet().removeAll(AT_START);
        settings.put("statement_timeout", statement);
        settings.put("lock_timeout", statement);
        // A node that vanished in a transaction holds its locks no longer than this.
        settings.put("idle_in_transaction_session_timeout", statement);
        // Every statement has its index; plans must not depend on what was in a table when it was last analysed.
        settings.put("enable_seqscan", "off");
        settings.put("enable_bitmapscan", "off");
        // Before PostgreSQL 18 a plan that cannot do without a sequential scan looks so dear that it is compiled first:
        // 300 ms for a statement of 0.1 ms.
        settings.put("jit", "off");
        settings.put("tcp_keepalives_idle", TCP_KEEPALIVE_SECONDS);
        settings.put("tcp_keepalives_interval", "10");
        settings.put("tcp_keepalives_count", "3");
        settings.putAll(more);
        return settings.entrySet().stream()
                .map(setting ->
                        "set_config(" + quoted(setting.getKey()) + ", " + quoted(setting.getValue()) + ", false)")
                .collect(Collectors.joining(", ", "select ", ""));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
