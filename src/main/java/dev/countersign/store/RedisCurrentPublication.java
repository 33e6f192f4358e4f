package dev.countersign.store;

import dev.countersign.concurrent.Coalesced;
import dev.countersign.repository.CurrentPublication;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest publication as a register in Redis that only grows, on a short lease from PostgreSQL.
 *
 * <p>The register must never hold back a reader from a publication that another node already shows, not even when the
 * publisher can reach PostgreSQL but not Redis. So its number counts only for {@link #LEASE} from a moment, by Redis's
 * own clock, before it was read from PostgreSQL. Readers who find no lease read PostgreSQL and lease it again, a few
 * times a second among all nodes. An announcement raises the number and leases nothing. One that does not get through
 * lets every lease go by before it completes: then no register says anything older. Whoever publishes, or has read a
 * publication from PostgreSQL, therefore shows it to readers only after {@link #announce} has completed.
 *
 * <p>An announced number is the floor of every later grant, and both are one key with the mark of Redis's memory: a
 * grant is refused unless the mark is the one its reader found. So a grant that was under way while the key expired,
 * was flushed or was evicted, and with it the floor, leases nothing. After a restart or a failover Redis may have an
 * older memory, mark included; but then connections broke, and every node sets a new mark and ends the lease before it
 * uses a new connection.
 */
public final class RedisCurrentPublication implements CurrentPublication {
    /** How long the register may answer for PostgreSQL. */
    static final Duration LEASE = Duration.ofMillis(500);

    /** As long as any lease can last: a reader takes none that seems longer, as after Redis's clock was set back. */
    private static final Duration EVERY_LEASE = LEASE.multipliedBy(2);

    /** Without news; a number of a database that was since restored from a backup goes with it. */
    private static final String KEEP = Long.toString(Duration.ofMinutes(1).toMillis());

    private static final Logger LOG = LoggerFactory.getLogger(RedisCurrentPublication.class);

    // All scripts: the key is a hash of number, mark, and the lease's end in milliseconds of Redis's clock.

    // Arguments: new mark, milliseconds to keep.
    private static final String MARK = """
        redis.call('hset', KEYS[1], 'mark', ARGV[1])
        redis.call('hdel', KEYS[1], 'until')
        return redis.call('pexpire', KEYS[1], ARGV[2])\
        """;

    // Arguments: longest lease, mark in case there is none, milliseconds to keep. Returns the number when it is leased,
    // and otherwise the mark and the time.
    private static final String READ = """
        local time = redis.call('time')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local known = redis.call('hmget', KEYS[1], 'number', 'until', 'mark')
        local left = tonumber(known[2] or 0) - now
        if known[1] and left > 0 and left <= tonumber(ARGV[1]) then
            return {known[1]}
        end
        if not known[3] then
            redis.call('hset', KEYS[1], 'mark', ARGV[2])
            redis.call('pexpire', KEYS[1], ARGV[3])
        end
        return {known[3] or ARGV[2], string.format('%.0f', now)}\
        """;

    // Arguments: number, mark, end of the lease, milliseconds to keep.
    private static final String GRANT = """
        local known = redis.call('hmget', KEYS[1], 'number', 'mark')
        if known[2] ~= ARGV[2] or tonumber(known[1] or 0) > tonumber(ARGV[1]) then
            return 0
        end
        redis.call('hset', KEYS[1], 'number', ARGV[1], 'until', ARGV[3])
        return redis.call('pexpire', KEYS[1], ARGV[4])\
        """;

    // Arguments: number, channel, milliseconds to keep. What the register knows already is no news to anybody.
    private static final String ANNOUNCE = """
        local known = redis.call('hget', KEYS[1], 'number')
        if known and tonumber(known) >= tonumber(ARGV[1]) then
            return 0
        end
        redis.call('hset', KEYS[1], 'number', ARGV[1])
        redis.call('pexpire', KEYS[1], ARGV[3])
        return redis.call('publish', ARGV[2], ARGV[1])\
        """;

    private final Vertx vertx;
    private final String register;
    private final String channel;
    private final PgCurrentPublication postgres;
    private final RedisLink redis;
    private final Coalesced<Long> newest;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The fallback is started and closed by whoever made it. */
    public RedisCurrentPublication(Vertx vertx, RedisOptions options, PgCurrentPublication fallback) {
        this.vertx = vertx;
        this.register = options.prefix() + "newest";
        this.channel = options.prefix() + "published";
        this.postgres = fallback;
        this.redis = new RedisLink(vertx, options, channel, this::mark, this::wake);
        this.newest = new Coalesced<>(this::read);
    }

    /** Connects; succeeds whether or not Redis was there. */
    public Future<Void> start() {
        return redis.start();
    }

    public Future<Void> close() {
        return redis.close();
    }

    @Override
    public Future<Long> newest() {
        return newest.ask();
    }

    @Override
    public Future<Void> announce(long publication) {
        var announcement = redis.send(eval(ANNOUNCE, Long.toString(publication), channel, KEEP));
        return announcement.<Void>mapEmpty().recover(error -> {
            LOG.debug("publication {} was not announced through Redis: {}", publication, error.getMessage());
            return vertx.timer(EVERY_LEASE.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(_ -> postgres.announce(publication));
        });
    }

    /** Called for announcements through either way, since the announcing node may have lost Redis when this one has not. */
    @Override
    public void onAnnounced(Runnable listener) {
        listeners.add(listener);
        postgres.onAnnounced(listener);
    }

    /** Sent on every new connection before it is used. */
    private Request mark() {
        return eval(MARK, newMark(), KEEP);
    }

    private Future<Long> read() {
        return redis.send(eval(READ, Long.toString(LEASE.toMillis()), newMark(), KEEP))
                .compose(this::leased)
                .recover(_ -> postgres.newest());
    }

    private Future<Long> leased(@Nullable Response found) {
        if (found == null) {
            return Future.failedFuture("Redis has no answer");
        }
        if (found.size() == 1) {
            return Future.succeededFuture(Long.valueOf(found.get(0).toString()));
        }
        // The lease starts before PostgreSQL is asked: what is committed later is not older than it.
        var mark = found.get(0).toString();
        var end = Long.parseLong(found.get(1).toString()) + LEASE.toMillis();
        return postgres.newest().map(number -> {
            grant(number, mark, end);
            return number;
        });
    }

    /** Nobody waits for the grant; when it fails the next reader asks PostgreSQL again. */
    private void grant(long number, String mark, long end) {
        redis.send(eval(GRANT, Long.toString(number), mark, Long.toString(end), KEEP))
                .onFailure(error -> LOG.debug("publication {} was not leased: {}", number, error.getMessage()));
    }

    private static String newMark() {
        return UUID.randomUUID().toString();
    }

    private Request eval(String script, String... arguments) {
        var request = Request.cmd(Command.EVAL).arg(script).arg(1).arg(register);
        for (var argument : arguments) {
            request.arg(argument);
        }
        return request;
    }

    private void wake() {
        listeners.forEach(Runnable::run);
    }
}
