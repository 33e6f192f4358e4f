package dev.countersign.store.redis;

import dev.countersign.concurrent.CoalescedByKey;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.CurrentPublications;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.postgres.PgCurrentPublications;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest publication of each repository, as a register in Redis whose number only grows and counts for a short lease.
 *
 * <p>No reader may get something older than another node already shows, not even when the publisher can reach PostgreSQL
 * but not Redis. So a number read from PostgreSQL counts for {@link #LEASE} only, by Redis's clock, beginning before it
 * was read. A reader that finds no lease reads PostgreSQL and grants a new one; that happens a few times a second among
 * all nodes. An announcement raises the number and grants no lease. If it does not reach Redis, it waits until every
 * lease has ended before it completes: then no register says anything older. So a node shows a publication, its own or
 * one it has read, only after {@link CurrentPublication#announce} has completed. A removal is announced as the highest
 * number there is, so that no lease follows it.
 *
 * <p>No lease is granted for less than the number that was announced. Number, lease and a random mark are one key, and a
 * grant must name the mark that its reader found. So when the key has expired, or was flushed or evicted, a grant from
 * before is refused. After a restart or a failover Redis may hold older keys, with their marks; but then connections
 * broke, and before a node uses a new connection it sets a new link, one key for all repositories. A lease is granted,
 * and counts, only under the link that it began with.
 */
public final class RedisCurrentPublications implements CurrentPublications {
    /** How long the register may answer for PostgreSQL. */
    static final Duration LEASE = Duration.ofMillis(500);

    /** The longest that any lease can last. A reader takes none that seems longer, as when Redis's clock was set back. */
    private static final Duration EVERY_LEASE = LEASE.multipliedBy(2);

    /** How long a register stays without news. After a restore from a backup, a number from before it ends with it. */
    private static final String KEEP = Long.toString(Duration.ofMinutes(1).toMillis());

    private static final Logger LOG = LoggerFactory.getLogger(RedisCurrentPublications.class);

    // In all scripts the first key is the link, and the others are registers: hashes of a number, a mark, and a lease,
    // which is its end (milliseconds of Redis's clock) and its link.

    // Arguments: new link, milliseconds to keep.
    private static final String LINK = """
        return redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])\
        """;

    // Arguments: longest lease, link and mark to set where there is none, milliseconds to keep. Returns the time, the
    // link, and for each register its number if a lease holds, otherwise a colon and its mark.
    private static final String READ = """
        local time = redis.call('time')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local link = redis.call('get', KEYS[1])
        if not link then
            link = ARGV[2]
            redis.call('set', KEYS[1], link, 'px', ARGV[4])
        end
        local answer = {string.format('%.0f', now), link}
        for i = 2, #KEYS do
            local known = redis.call('hmget', KEYS[i], 'number', 'until', 'link', 'mark')
            local left = tonumber(known[2] or 0) - now
            if known[1] and left > 0 and left <= tonumber(ARGV[1]) and known[3] == link then
                answer[i + 1] = known[1]
            else
                if not known[4] then
                    redis.call('hset', KEYS[i], 'mark', ARGV[3])
                    redis.call('pexpire', KEYS[i], ARGV[4])
                end
                answer[i + 1] = ':' .. (known[4] or ARGV[3])
            end
        end
        return answer\
        """;

    // Arguments: end of the lease, link, milliseconds to keep; number and mark of each register.
    private static final String GRANT = """
        if redis.call('get', KEYS[1]) ~= ARGV[2] then
            return 0
        end
        redis.call('pexpire', KEYS[1], ARGV[3])
        for i = 2, #KEYS do
            local number = ARGV[2 * i]
            local known = redis.call('hmget', KEYS[i], 'number', 'mark')
            if known[2] == ARGV[2 * i + 1] and tonumber(known[1] or 0) <= tonumber(number) then
                redis.call('hset', KEYS[i], 'number', number, 'until', ARGV[1], 'link', ARGV[2])
                redis.call('pexpire', KEYS[i], ARGV[3])
            end
        end
        return 1\
        """;

    // Arguments: number, channel, name of the repository there, milliseconds to keep. A number that the register knows
    // already is not told again.
    private static final String ANNOUNCE = """
        local known = redis.call('hget', KEYS[2], 'number')
        if known and tonumber(known) >= tonumber(ARGV[1]) then
            return 0
        end
        redis.call('hset', KEYS[2], 'number', ARGV[1])
        redis.call('pexpire', KEYS[2], ARGV[4])
        return redis.call('publish', ARGV[2], ARGV[3])\
        """;

    /** The number of a removed repository: the highest integer that Redis's scripts can hold exactly. */
    private static final long WITHDRAWN = (1L << 53) - 1;

    private final Vertx vertx;
    private final String link;
    private final String registers;
    private final String channel;
    private final PgCurrentPublications postgres;
    private final RedisLink redis;
    private final CoalescedByKey<RepositoryId, Long> newest;
    private final List<NewsListener> listeners = new CopyOnWriteArrayList<>();

    /** The fallback is started and closed by whoever made it. */
    public RedisCurrentPublications(Vertx vertx, RedisOptions options, PgCurrentPublications fallback) {
        this.vertx = vertx;
        this.link = options.prefix() + "link";
        this.registers = options.prefix() + "newest:";
        this.channel = options.prefix() + "published";
        this.postgres = fallback;
        this.redis = new RedisLink(vertx, options, channel, this::newLink, new News());
        this.newest = new CoalescedByKey<>(this::read);
    }

    /** Connects; succeeds also when Redis is not there. */
    public Future<Void> start() {
        return redis.start();
    }

    public Future<Void> close() {
        return redis.close();
    }

    @Override
    public CurrentPublication of(RepositoryId repository) {
        return new CurrentPublication() {
            @Override
            public Future<Long> newest() {
                return newest.ask(repository).map(number -> {
                    if (number == null) {
                        throw new RepositoryException.Gone();
                    }
                    return number;
                });
            }

            @Override
            public Future<Void> announce(long publication) {
                return RedisCurrentPublications.this.announce(repository, publication);
            }
        };
    }

    @Override
    public Future<Void> withdraw(RepositoryId repository) {
        return announce(repository, WITHDRAWN);
    }

    private Future<Void> announce(RepositoryId repository, long publication) {
        var announcement = redis.send(
                eval(ANNOUNCE, List.of(repository), Long.toString(publication), channel, repository.toString(), KEEP));
        return announcement.<Void>mapEmpty().recover(error -> {
            LOG.debug(
                    "publication {} of repository {} was not announced through Redis: {}",
                    publication,
                    repository,
                    error.getMessage());
            return vertx.timer(EVERY_LEASE.toMillis(), TimeUnit.MILLISECONDS).compose(_ -> postgres.tell(repository));
        });
    }

    /** Called for announcements through either way, since the announcing node may have lost Redis when this one has not. */
    @Override
    public void onNews(NewsListener listener) {
        listeners.add(listener);
        postgres.onNews(listener);
    }

    private final class News implements RedisLink.ChannelListener {
        @Override
        public void received(String message) {
            var repository = PgCurrentPublications.id(message);
            listeners.forEach(listener -> repository.ifPresentOrElse(listener::heardOf, listener::mayHaveMissed));
        }

        @Override
        public void mayHaveMissed() {
            listeners.forEach(NewsListener::mayHaveMissed);
        }
    }

    /** Sent on every new connection before it is used. */
    private Request newLink() {
        return eval(LINK, List.of(), newMark(), KEEP);
    }

    private Future<Map<RepositoryId, Long>> read(Set<RepositoryId> asked) {
        var repositories = List.copyOf(asked);
        return redis.send(eval(READ, repositories, Long.toString(LEASE.toMillis()), newMark(), newMark(), KEEP))
                .compose(found -> leased(repositories, found))
                .recover(_ -> postgres.read(asked));
    }

    private Future<Map<RepositoryId, Long>> leased(List<RepositoryId> repositories, @Nullable Response found) {
        if (found == null) {
            return Future.failedFuture("Redis has no answer");
        }
        var numbers = new HashMap<RepositoryId, Long>();
        var marks = new LinkedHashMap<RepositoryId, String>();
        for (int i = 0; i < repositories.size(); i++) {
            var text = found.get(i + 2).toString();
            if (text.startsWith(":")) {
                marks.put(repositories.get(i), text.substring(1));
            } else {
                numbers.put(repositories.get(i), Long.valueOf(text));
            }
        }
        if (marks.isEmpty()) {
            return Future.succeededFuture(numbers);
        }
        // The lease starts before PostgreSQL is asked: what is committed later is not older than it.
        var end = Long.parseLong(found.get(0).toString()) + LEASE.toMillis();
        var link = found.get(1).toString();
        return postgres.read(marks.keySet()).map(read -> {
            grant(read, marks, link, end);
            numbers.putAll(read);
            return numbers;
        });
    }

    /** Nobody waits for the grant; when it fails the next reader asks PostgreSQL again. */
    private void grant(Map<RepositoryId, Long> numbers, Map<RepositoryId, String> marks, String link, long end) {
        if (numbers.isEmpty()) {
            return;
        }
        var repositories = List.copyOf(numbers.keySet());
        var arguments = new ArrayList<>(List.of(Long.toString(end), link, KEEP));
        numbers.forEach((repository, number) -> {
            arguments.add(number.toString());
            arguments.add(marks.get(repository));
        });
        redis.send(eval(GRANT, repositories, arguments.toArray(String[]::new)))
                .onFailure(error -> LOG.debug("publications were not leased: {}", error.getMessage()));
    }

    private static String newMark() {
        return UUID.randomUUID().toString();
    }

    private Request eval(String script, List<RepositoryId> repositories, String... arguments) {
        var request = Request.cmd(Command.EVAL)
                .arg(script)
                .arg(repositories.size() + 1)
                .arg(link);
        for (var repository : repositories) {
            request.arg(registers + repository);
        }
        for (var argument : arguments) {
            request.arg(argument);
        }
        return request;
    }
}
