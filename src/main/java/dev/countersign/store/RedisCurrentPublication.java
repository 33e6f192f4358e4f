package dev.countersign.store;

import dev.countersign.repository.CurrentPublication;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest publication as a register in Redis that only grows, on a short lease from PostgreSQL.
 *
 * <p>The register must never hold back a reader from a publication that another node already shows, not even when the
 * publisher can reach PostgreSQL but not Redis. So its value is valid only for {@link #LEASE} from a moment, by Redis's
 * own clock, before it was read from PostgreSQL. Readers who find it expired read PostgreSQL and lease it again, a few
 * times a second among all nodes. An announcement raises a leased value and extends nothing. An announcement that does
 * not get through lets a lease go by before it completes: then no register says anything older. Whoever publishes, or
 * has read a publication from PostgreSQL, therefore shows it to readers only after {@link #announce} has completed.
 */
public final class RedisCurrentPublication implements CurrentPublication {
    /** How long the register may answer for PostgreSQL. */
    static final Duration LEASE = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(RedisCurrentPublication.class);

    // Keys: register. Arguments: number, channel. What the register knows already is no news to anybody.
    private static final String ANNOUNCE = """
        local known = redis.call('get', KEYS[1])
        if known and tonumber(known) >= tonumber(ARGV[1]) then
            return 0
        end
        local left = redis.call('pttl', KEYS[1])
        if left > 0 then
            redis.call('set', KEYS[1], ARGV[1], 'px', left)
        else
            redis.call('del', KEYS[1])
        end
        return redis.call('publish', ARGV[2], ARGV[1])\
        """;

    // Keys: register. Arguments: number, end of the lease in milliseconds of Redis's clock.
    private static final String GRANT = """
        local known = redis.call('get', KEYS[1])
        if known and tonumber(known) > tonumber(ARGV[1]) then
            return 0
        end
        redis.call('set', KEYS[1], ARGV[1])
        return redis.call('pexpireat', KEYS[1], ARGV[2])\
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
        this.register = options.prefix() + "publication";
        this.channel = options.prefix() + "published";
        this.postgres = fallback;
        this.redis = new RedisLink(vertx, options, channel, this::wake);
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
        var announcement = eval(ANNOUNCE, Long.toString(publication), channel);
        return announcement.<Void>mapEmpty().recover(error -> {
            LOG.debug("publication {} was not announced through Redis: {}", publication, error.getMessage());
            return vertx.timer(LEASE.toMillis(), TimeUnit.MILLISECONDS).compose(_ -> postgres.announce(publication));
        });
    }

    /** Called for announcements through either way, since the announcing node may have lost Redis when this one has not. */
    @Override
    public void onAnnounced(Runnable listener) {
        listeners.add(listener);
        postgres.onAnnounced(listener);
    }

    private Future<Long> read() {
        return redis.send(Request.cmd(Command.GET).arg(register))
                .compose(known -> known == null ? renew() : Future.succeededFuture(known.toLong()))
                .recover(_ -> postgres.newest());
    }

    /** The lease starts before PostgreSQL is asked: what is committed later is not older than it. */
    private Future<Long> renew() {
        return redis.send(Request.cmd(Command.TIME))
                .compose(time -> postgres.newest().onSuccess(number -> grant(number, endOfLease(time))));
    }

    /** Nobody waits for the grant; when it fails the next reader asks PostgreSQL again. */
    private void grant(long number, long endOfLease) {
        eval(GRANT, Long.toString(number), Long.toString(endOfLease))
                .onFailure(error -> LOG.debug("publication {} was not leased: {}", number, error.getMessage()));
    }

    /** Redis answers with seconds and microseconds. */
    private static long endOfLease(@Nullable Response time) {
        return number(time, 0) * 1_000 + number(time, 1) / 1_000 + LEASE.toMillis();
    }

    private static long number(@Nullable Response time, int index) {
        var part = time == null ? null : time.get(index).toLong();
        if (part == null) {
            throw new IllegalStateException("Redis has no time");
        }
        return part;
    }

    private Future<@Nullable Response> eval(String script, String first, String second) {
        return redis.send(Request.cmd(Command.EVAL)
                .arg(script)
                .arg(1)
                .arg(register)
                .arg(first)
                .arg(second));
    }

    private void wake() {
        listeners.forEach(Runnable::run);
    }
}
