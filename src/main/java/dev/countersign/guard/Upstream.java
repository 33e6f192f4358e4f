package dev.countersign.guard;

import dev.countersign.client.Credentials;
import dev.countersign.client.HostAddresses;
import dev.countersign.client.NetworkBorder;
import dev.countersign.client.Origin;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks registries. Every request is made anew from an address and a few headers of our own: nothing that a client sends
 * gets to a registry. Redirects are followed here, a few of them; credentials are sent to the host they are for, and no
 * further; from https there is no way to http, and from a public registry none into the guard's own network. Calls wait: not for
 * event loops.
 */
public final class Upstream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int MOST_REDIRECTS = 5;
    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** For a head, and the longest silence within a body. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final NetworkBorder border;
    private final HttpClient client;

    /**
     * One request.
     *
     * @param headers besides those of the credentials
     * @param body null for methods without one
     */
    record UpstreamRequest(
            HttpMethod method,
            URI address,
            List<Credentials.Header> headers,
            @Nullable Buffer body) {
        UpstreamRequest {
            headers = List.copyOf(headers);
        }

        static UpstreamRequest get(URI address, List<Credentials.Header> headers) {
            return new UpstreamRequest(HttpMethod.GET, address, headers, null);
        }

        static UpstreamRequest head(URI address) {
            return new UpstreamRequest(HttpMethod.HEAD, address, List.of(), null);
        }
    }

    /** @param trust whom to trust instead of those whom the Java runtime does */
    public Upstream(Vertx vertx, Optional<TrustOptions> trust, HostAddresses hosts) {
        this.vertx = vertx;
        this.border = new NetworkBorder(hosts);
        var options = new HttpClientOptions()
                .setDecompressionSupported(false)
                .setConnectTimeout((int) CONNECT.toMillis())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setKeepAliveTimeout(30)
                .setVerifyHost(true);
        trust.ifPresent(options::setTrustOptions);
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(32).setMaxWaitQueueSize(1024))
                .build();
    }

    /**
     * Sends a request and follows redirects; the caller closes the answer.
     *
     * @param credentials of the registry that leads to this address
     * @throws Withheld when no answer comes, or it leads where the registry may not lead
     */
    UpstreamAnswer send(UpstreamRequest request, Credentials credentials) {
        var address = request.address();
        for (int followed = 0; ; followed++) {
            var answer = sendTo(address, request, credentials);
            var next = redirect(answer, address, request.method());
            if (next.isEmpty()) {
                return answer;
            }
            answer.close();
            if (followed == MOST_REDIRECTS) {
                throw away(request.address(), "more than " + MOST_REDIRECTS + " redirects");
            }
            address = next.get();
        }
    }

    private static Optional<URI> redirect(UpstreamAnswer answer, URI from, HttpMethod method) {
        boolean follows = switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> !HttpMethod.POST.equals(method);
            default -> false;
        };
        var location = follows ? answer.header("Location") : Optional.<String>empty();
        return location.map(text -> target(from, text));
    }

    private static URI target(URI from, String location) {
        URI next;
        try {
            next = from.resolve(URI.create(location));
        } catch (IllegalArgumentException e) {
            throw away(from, "it redirects to what is no address");
        }
        boolean isWeb = "https".equals(next.getScheme()) || ("http".equals(next.getScheme()) && !isSecure(from));
        if (!isWeb || next.getHost() == null || next.getRawUserInfo() != null) {
            throw away(
                    from,
                    "it redirects to " + Withheld.shown(String.valueOf(next.getScheme()))
                            + ", or with credentials, which is not followed");
        }
        return next;
    }

    private static boolean isSecure(URI address) {
        return "https".equals(address.getScheme());
    }

    private UpstreamAnswer sendTo(URI address, UpstreamRequest request, Credentials credentials) {
        var options = new RequestOptions()
                .setMethod(request.method())
                .setServer(server(address, credentials.server()))
                .setHost(Origin.of(address).hostName())
                .setPort(Origin.of(address).port())
                .setSsl(isSecure(address))
                .setURI(pathAndQuery(address))
                .setConnectTimeout(CONNECT.toMillis())
                .setIdleTimeout(PATIENCE.toMillis())
                .setFollowRedirects(false)
                .putHeader("User-Agent", "countersign-guard");
        request.headers().forEach(header -> options.putHeader(header.name(), header.value()));
        credentials.headersFor(address).forEach(header -> options.putHeader(header.name(), header.value()));
        var body = request.body();
        var sending = Promise.<UpstreamAnswer>promise();
        // On one event loop from the start: what is composed by another thread may run when the body has gone by.
        vertx.runOnContext(_ -> client.request(options)
                .compose(ready -> body == null ? ready.send() : ready.send(body))
                .map(response -> new UpstreamAnswer(address, response))
                .onComplete(sending));
        var sent = sending.future();
        try {
            return sent.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw away(address, reason(e.getCause()));
        } catch (TimeoutException e) {
            sent.onSuccess(UpstreamAnswer::close);
            throw away(address, "no answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(address, "interrupted");
        }
    }

    /**
     * Where to connect. Hosts that the registry names, and not whoever runs this guard, are looked up once: what was judged is
     * what is asked.
     */
    private SocketAddress server(URI address, URI registry) {
        int port = Origin.of(address).port();
        try {
            return border.pass(registry, address)
                    .map(judged -> SocketAddress.inetSocketAddress(new InetSocketAddress(judged, port)))
                    .orElseGet(() -> SocketAddress.inetSocketAddress(
                            port, Origin.of(address).hostName()));
        } catch (UnknownHostException e) {
            throw away(address, "unknown host");
        } catch (NetworkBorder.Crossed e) {
            LOG.warn("{}; it stands for {}", e.getMessage(), e.there().getHostAddress());
            throw new Withheld(Withheld.Why.CHANGED, Withheld.shown(String.valueOf(e.getMessage())));
        }
    }

    private static String pathAndQuery(URI address) {
        var path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        return address.getRawQuery() == null ? path : path + "?" + address.getRawQuery();
    }

    static Withheld away(URI address, String reason) {
        return new Withheld(
                Withheld.Why.REGISTRY_AWAY, "the registry " + Origin.of(address) + " gives no whole answer: " + reason);
    }

    static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case ConnectException refused -> "connection refused";
            case NoRouteToHostException none -> "no route to host";
            case UnknownHostException unknown -> "unknown host";
            case null -> "no reason given";
            default ->
                cause.getMessage() == null ? cause.getClass().getSimpleName() : Withheld.shown(cause.getMessage());
        };
    }

    @Override
    public void close() {
        client.close().onFailure(_ -> {});
    }
}
