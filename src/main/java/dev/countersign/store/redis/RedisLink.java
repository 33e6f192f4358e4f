package dev.countersign.store.redis;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.countersign.concurrent.Backoff;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis while it answers: one connection for requests, and one for messages. The first failure or late answer ends the
 * link: both connections are closed, and requests fail at once until a new link stands. So all requests over one link
 * have gone to one server.
 */
final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private record Link(Redis client, RedisConnection requests) {}

    private final Vertx vertx;
    private final RedisOptions options;
    private final String channel;
    private final Supplier<Request> first;
    private final ChannelListener listener;
    private final Backoff backoff = Backoff.ofService();

    /** Guarded by this; null while there is no link. */
    private @Nullable Link link;

    private boolean closed;

    /** Whether the log says that Redis is gone: once, not at every attempt. */
    private boolean told;

    /** Hears what comes on the channel. */
    interface ChannelListener {
        void received(String message);

        /** Called after each new link: messages may have been missed while there was none. */
        void mayHaveMissed();
    }

    /**
     * A link that is not there yet.
     *
     * @param first what must have been answered on a new link before anything else is sent
     */
    RedisLink(Vertx vertx, RedisOptions options, String channel, Supplier<Request> first, ChannelListener listener) {
        this.vertx = vertx;
        this.options = options;
        this.channel = channel;
        this.first = first;
        this.listener = listener;
    }

    /** Succeeds whether or not Redis was there; if not, it is tried again until closed. */
    Future<Void> start() {
        return connect().transform(_ -> Future.succeededFuture());
    }

    @CanIgnoreReturnValue
    private Future<Void> connect() {
        var client = Redis.createClient(vertx, clientOptions());
        return subscribe(client)
                .compose(_ -> requests(client))
                .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .andThen((requests, failure) -> {
                    if (failure == null) {
                        established(new Link(client, requests));
                    } else {
                        client.close();
                        again(failure);
                    }
                })
                .mapEmpty();
    }

    /** Fails at once without a link, and ends the link when there is no answer or one that is an error. */
    Future<@Nullable Response> send(Request request) {
        var current = link();
        return current == null
                ? Future.failedFuture(new Unavailable("Redis at " + options.place() + " is not reachable"))
                : current.requests()
                        .send(request)
                        .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .andThen((_, failure) -> {
                            if (failure != null) {
                                lost(current.client(), failure);
                            }
                        });
    }

    Future<Void> close() {
        Link last;
        synchronized (this) {
            closed = true;
            last = link;
            link = null;
        }
        return last == null ? Future.succeededFuture() : last.client().close();
    }

    private synchronized @Nullable Link link() {
        return link;
    }

    private Future<RedisConnection> requests(Redis client) {
        return client.connect().compose(connection -> {
            watch(client, connection);
            return connection.send(first.get()).map(connection);
        });
    }

    private Future<Void> subscribe(Redis client) {
        var subscribed = Promise.<Void>promise();
        return client.connect()
                .compose(connection -> {
                    listen(client, connection, subscribed);
                    return connection.send(Request.cmd(Command.SUBSCRIBE).arg(channel));
                })
                .compose(_ -> subscribed.future());
    }

    private void watch(Redis client, RedisConnection connection) {
        connection.exceptionHandler(error -> lost(client, error));
        connection.endHandler(_ -> lost(client, new Unavailable("the connection was closed")));
    }

    /** The first message on the connection confirms the subscription. */
    private void listen(Redis client, RedisConnection connection, Promise<Void> subscribed) {
        connection.handler(message -> {
            if (!subscribed.tryComplete()) {
                // Of the kind, the channel, and the message itself.
                listener.received(message.get(2).toString());
            }
        });
        watch(client, connection);
    }

    private void established(Link next) {
        synchronized (this) {
            if (closed) {
                next.client().close();
                return;
            }
            link = next;
            told = false;
        }
        backoff.reset();
        LOG.info("connected to Redis at {}", options.place());
        listener.mayHaveMissed();
    }

    private void lost(Redis client, Throwable error) {
        synchronized (this) {
            if (link == null || !client.equals(link.client())) {
                return;
            }
            link = null;
        }
        client.close();
        again(error);
    }

    private void again(Throwable error) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!told) {
                LOG.warn("Redis at {} is gone: {}; PostgreSQL answers meanwhile", options.place(), reason(error));
            }
            told = true;
        }
        vertx.setTimer(backoff.next().toMillis(), _ -> connect());
    }

    /** With what is behind a handshake that failed: the authority or the name. */
    private static String reason(Throwable error) {
        return error.getCause() instanceof SSLException cause
                ? error.getMessage() + " (" + cause.getMessage() + ")"
                : String.valueOf(error.getMessage());
    }

    private io.vertx.redis.client.RedisOptions clientOptions() {
        var network = new NetClientOptions()
                .setSsl(options.isEncrypted())
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) options.timeout().toMillis());
        if (options.ca() != null) {
            network.setTrustOptions(
                    new PemTrustOptions().addCertPath(options.ca().toString()));
        }
        return new io.vertx.redis.client.RedisOptions()
                .setConnectionString(options.uri())
                .setNetClientOptions(network);
    }
}
