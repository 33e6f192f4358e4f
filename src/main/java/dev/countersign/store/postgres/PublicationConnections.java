package dev.countersign.store.postgres;

import dev.countersign.store.postgres.Places.Stay;
import dev.countersign.store.postgres.Places.TakenPlace;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections on which publications of all repositories are made, one for each while it lasts: reads never queue
 * behind a large publication, and a connection that misbehaves is closed rather than given back. A few are kept for the
 * next publications. When very many repositories publish at once, each waits for its place. Any thread.
 */
public final class PublicationConnections {
    /** PostgreSQL takes 100 connections unless it is told otherwise. */
    static final int MOST = 32;

    /** Of these, for publications whose files are still being made. */
    static final int MOST_LONG = 24;

    private static final int MOST_AHEAD = 16;

    private static final int KEPT = 4;

    /** Shorter than a publisher waits for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param isNew that nobody has used it before */
    record Lent(PgConnection connection, boolean isNew) {}

    private record Spare(PgConnection connection, int line) {}

    /** Very many repositories publish at once, and some of them slowly. */
    static final class Crowded extends RuntimeException {
        private static final long serialVersionUID = 1;

        Crowded(Duration waited) {
            super("too many repositories publish at once: this publication had no connection within "
                    + waited.toSeconds() + " s; it is tried again");
        }
    }

    private final Postgres postgres;
    private final Places places = new Places(MOST, MOST_LONG, MOST_AHEAD);

    /** Guarded by this, as is the next. */
    private final Deque<Spare> spares = new ArrayDeque<>();

    private final Map<PgConnection, TakenPlace> lent = new HashMap<>();

    public PublicationConnections(Postgres postgres) {
        this.postgres = postgres;
    }

    Postgres postgres() {
        return postgres;
    }

    /** A place before it is needed, while that keeps nobody waiting. */
    Optional<TakenPlace> ahead() {
        return places.ahead();
    }

    /** Waits for a place, but not for ever. */
    Places.WaitingForPlace await(Stay stay) {
        var waiting = places.await(stay);
        if (!waiting.place().isComplete()) {
            var vertx = postgres.vertx();
            var timer = vertx.setTimer(PATIENCE.toMillis(), _ -> waiting.giveUp(new Crowded(PATIENCE)));
            waiting.place().onComplete(_ -> vertx.cancelTimer(timer));
        }
        return waiting;
    }

    /** One that was used before, or a new one. The place ends with {@link #giveBack} or when it is closed. */
    Future<Lent> take(TakenPlace place) {
        var spare = spare();
        return spare == null
                ? takeNew(place)
                : Future.succeededFuture(lend(new Lent(spare.connection(), false), place));
    }

    Future<Lent> takeNew(TakenPlace place) {
        return postgres.connect()
                .andThen((_, failure) -> {
                    if (failure != null) {
                        place.end();
                    }
                })
                .map(connection -> lend(new Lent(connection, true), place));
    }

    private synchronized Lent lend(Lent next, TakenPlace place) {
        var connection = next.connection();
        lent.put(connection, place);
        connection.closeHandler(_ -> ended(connection));
        return next;
    }

    /** The connection has been closed. */
    void ended(PgConnection connection) {
        var place = returned(connection);
        if (place != null) {
            place.end();
        }
    }

    private synchronized @Nullable TakenPlace returned(PgConnection connection) {
        return lent.remove(connection);
    }

    /** Gets back a connection on which nothing is open or under way. */
    void giveBack(PgConnection connection) {
        var spare = new Spare(connection, postgres.line());
        connection.closeHandler(_ -> forget(spare));
        TakenPlace place;
        boolean kept;
        synchronized (this) {
            place = returned(connection);
            kept = place != null && spares.size() < KEPT;
            if (kept) {
                spares.push(spare);
            }
        }
        if (!kept) {
            connection.close();
        }
        if (place != null) {
            place.end();
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
