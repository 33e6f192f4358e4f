package dev.countersign.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections on which publications of all repositories are made, one for each while it lasts: reads never queue
 * behind a large publication, and a connection that misbehaves is closed rather than given back. A few are kept for the
 * next publications. When very many repositories publish at once, each waits for its turn. Any thread.
 */
public final class PublicationConnections {
    /** PostgreSQL takes 100 connections unless it is told otherwise. */
    private static final int MOST = 32;

    private static final int KEPT = 4;

    /** @param isNew that nobody has used it before */
    record Lent(PgConnection connection, boolean isNew) {}

    private record Spare(PgConnection connection, int line) {}

    private final Postgres postgres;

    /** Guarded by this, as are the next two. */
    private final Deque<Spare> spares = new ArrayDeque<>();

    private final Set<PgConnection> lent = new HashSet<>();
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    private int turns;

    public PublicationConnections(Postgres postgres) {
        this.postgres = postgres;
    }

    Postgres postgres() {
        return postgres;
    }

    /** One that was used before, or a new one. It ends with {@link #giveBack} or by being closed. */
    Future<Lent> take() {
        return turn().compose(_ -> {
            var spare = spare();
            return spare == null ? connect() : Future.succeededFuture(lend(spare.connection(), false));
        });
    }

    Future<Lent> takeNew() {
        return turn().compose(_ -> connect());
    }

    private Future<Lent> connect() {
        return postgres.connect()
                .andThen((_, failure) -> {
                    if (failure != null) {
                        endTurn();
                    }
                })
                .map(connection -> lend(connection, true));
    }

    private synchronized Lent lend(PgConnection connection, boolean isNew) {
        lent.add(connection);
        connection.closeHandler(_ -> ended(connection));
        return new Lent(connection, isNew);
    }

    private synchronized Future<Void> turn() {
        if (turns < MOST) {
            turns++;
            return Future.succeededFuture();
        }
        var turn = Promise.<Void>promise();
        waiting.add(turn);
        return turn.future();
    }

    private void endTurn() {
        Promise<Void> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                turns--;
            }
        }
        if (next != null) {
            next.complete();
        }
    }

    /** The connection has been closed. */
    void ended(PgConnection connection) {
        boolean had;
        synchronized (this) {
            had = lent.remove(connection);
        }
        if (had) {
            endTurn();
        }
    }

    /** Gets back a connection on which nothing is open or under way. */
    void giveBack(PgConnection connection) {
        var spare = new Spare(connection, postgres.line());
        connection.closeHandler(_ -> forget(spare));
        boolean had;
        boolean kept;
        synchronized (this) {
            had = lent.remove(connection);
            kept = had && spares.size() < KEPT;
            if (kept) {
                spares.push(spare);
            }
        }
        if (!kept) {
            connection.close();
        }
        if (had) {
            endTurn();
        }
    }

    private synchronized void forget(Spare spare) {
        spares.remove(spare);
    }

    private @Nullable Spare spare() {
        while (true) {
            Spare spare;
            synchronized (this) {
                spare = spares.poll();
            }
            if (spare == null || spare.line() == postgres.line()) {
                return spare;
            }
            spare.connection().close();
        }
    }

    /** Closes what is kept; an open publication keeps its connection until it ends. */
    public Future<Void> close() {
        Set<Spare> last;
        synchronized (this) {
            last = Set.copyOf(spares);
            spares.clear();
        }
        return Future.join(
                        last.stream().map(spare -> spare.connection().close()).toList())
                .mapEmpty();
    }
}
