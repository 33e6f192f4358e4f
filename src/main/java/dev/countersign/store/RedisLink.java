package dev.countersign.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis while it answers. The first failure or late answer ends the link: its connections are thrown away and requests
 * fail at once, until a new link with a subscription of its own stands.
 */
final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final Vertx vertx;
    private final RedisOptions options;
    private final String channel;
    private final Runnable wake;
    private final Backoff backoff = new Backoff();

    /** Guarded by this; null while there is no link. */
    private @Nullable Redis client;

    private boolean closed;

    /** Whether the log says that Redis is gone: once, not at every attempt. */
    private boolean told;

    /** Calls {@code wake} for every message on the channel, and whenever some may have been missed. */
    RedisLink(Vertx vertx, RedisOptions options, String channel, Runnable wake) {
        this.vertx = vertx;
        this.options = options;
        this.channel = channel;
        this.wake = wake;
    }

    /** Succeeds whether or not Redis was there; if not, it is tried again until closed. */
    Future<Void> start() {
        return connect().transform(_ -> Future.succeededFuture());
    }

    @CanIgnoreReturnValue
    private Future<Void> connect() {
        var redis = Redis.createClient(vertx, clientOptions());
        return subscribe(redis)
                .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(_ -> established(redis))
                .onFailure(error -> {
                    redis.close();
                    again(error);
                });
    }

    /** Fails at once without a link, and ends the link when there is no answer or one that is an error. */
    Future<@Nullable Response> send(Request request) {
        var redis = client();
        return redis == null
                ? Future.failedFuture(new Unavailable("Redis at " + options.place() + " is not reachable"))
                : redis.send(request)
                        .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(error -> lost(redis, error));
    }

    Future<Void> close() {
        Redis redis;
        synchronized (this) {
            closed = true;
            redis = client;
            client = null;
        }
        return redis == null ? Future.succeededFuture() : redis.close();
    }

    private synchronized @Nullable Redis client() {
        return client;
    }

    private Future<Void> subscribe(Redis redis) {
        var subscribed = Promise.<Void>promise();
        return redis.connect()
                .onSuccess(connection -> listen(redis, connection, subscribed))
                .compose(connection ->
                        connection.send(Request.cmd(Command.SUBSCRIBE).arg(channel)))
                .compose(_ -> subscribed.future());
    }

    /** The first message on the connection confirms the subscription. */
    private void listen(Redis redis, RedisConnection connection, Promise<Void> subscribed) {
        connection.handler(_ -> {
            if (!subscribed.tryComplete()) {
                wake.run();
            }
        });
        connection.exceptionHandler(error -> lost(redis, error));
        connection.endHandler(_ -> {
            subscribed.tryFail("the connection was closed");
            lost(redis, new Unavailable("the connection was closed"));
        });
    }

    private void established(Redis redis) {
        synchronized (this) {
            if (closed) {
                redis.close();
                return;
            }
            client = redis;
            told = false;
        }
        backoff.reset();
        LOG.info("connected to Redis at {}", options.place());
        wake.run();
    }

    private void lost(Redis redis, Throwable error) {
        synchronized (this) {
            if (!redis.equals(client)) {
                return;
            }
            client = null;
        }
        redis.close();
        again(error);
    }

    private void again(Throwable error) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!told) {
                LOG.warn("Redis at {} is gone: {}; PostgreSQL answers meanwhile", options.place(), error.getMessage());
            }
            told = true;
        }
        vertx.setTimer(backoff.nextMillis(), _ -> connect());
    }

    private io.vertx.redis.client.RedisOptions clientOptions() {
        return new io.vertx.redis.client.RedisOptions()
                .setConnectionString(options.uri())
                .setNetClientOptions(new NetClientOptions()
                        .setSsl(options.uri().startsWith("rediss:"))
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setTcpKeepAlive(true)
                        .setTcpNoDelay(true)
                        .setConnectTimeout((int) options.timeout().toMillis()));
    }
}
