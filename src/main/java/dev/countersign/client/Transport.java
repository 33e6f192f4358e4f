package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * HTTP for clients: bodies and waiting are bounded, failures are sentences. With credentials no redirect is followed,
 * so that no secret goes to another host.
 */
public final class Transport implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** The longest time for an exchange with a small body, and the longest silence within a large one. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For a server that does not say when. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

    private final HttpClient direct;
    private final HttpClient redirected;
    private final Credentials credentials;

    public Transport(Credentials credentials) {
        this(credentials, Authorities.OF_RUNTIME);
    }

    /** @param authorities of the certificates of every server that is asked */
    public Transport(Credentials credentials, Authorities authorities) {
        this.credentials = credentials;
        this.direct = client(authorities, HttpClient.Redirect.NEVER);
        this.redirected = client(authorities, HttpClient.Redirect.NORMAL);
    }

    private static HttpClient client(Authorities authorities, HttpClient.Redirect redirect) {
        return authorities
                .trustedBy(HttpClient.newBuilder())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(redirect)
                .build();
    }

    /** One answer, whatever its status. */
    public record Reply(int status, HttpHeaders headers, Bytes body) {
        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** Whether the server wants this request, but not now. */
        public boolean asksToComeBack() {
            return status == 503 || status == 429;
        }

        /** The seconds of the header, at most a minute; the default for a date or no header. */
        public Duration retryAfter() {
            var text = header("retry-after").orElse("");
            if (!text.matches("\\d{1,9}")) {
                return SOON;
            }
            var asked = Duration.ofSeconds(Long.parseLong(text));
            return asked.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : asked;
        }
    }

    /** More bytes than the caller allowed. */
    public static final class AnswerTooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        AnswerTooLarge(URI address, long maxBytes) {
            super(address + " is larger than the " + maxBytes + " bytes allowed");
        }
    }

    /**
     * Fetches an address.
     *
     * @throws AnswerTooLarge when the body has more than {@code maxBytes}
     * @throws ClientException.Unreachable when no complete answer came
     */
    public Reply get(URI address, int maxBytes) {
        return send(request(address).GET().build(), maxBytes);
    }

    /** Posts a JSON body; an empty one is sent without a content type. */
    public Reply post(URI address, Bytes body, int maxBytes) {
        return send("POST", address, body, maxBytes);
    }

    /** Deletes what is at an address. */
    public Reply delete(URI address, int maxBytes) {
        return send(request(address).DELETE().build(), maxBytes);
    }

    /** Puts a JSON body. */
    public Reply put(URI address, Bytes body, int maxBytes) {
        return send("PUT", address, body, maxBytes);
    }

    private Reply send(String method, URI address, Bytes body, int maxBytes) {
        var request = request(address).method(method, HttpRequest.BodyPublishers.ofByteArray(body.array()));
        if (body.length() > 0) {
            request.header("Content-Type", "application/json");
        }
        return send(request.build(), maxBytes);
    }

    /**
     * Fetches an address piece by piece. A piece that the consumer refuses by throwing ends the exchange with {@link
     * ClientException.Unreachable}; the consumer knows why.
     *
     * @return status and headers; pieces of answers other than 200 are not given to the consumer
     */
    public Reply stream(URI address, Consumer<byte[]> pieces) {
        var request = request(address).GET().build();
        return stream(clientFor(request), request, reply -> reply.status() == 200, pieces);
    }

    private static Reply stream(
            HttpClient client, HttpRequest request, Predicate<Reply> wanted, Consumer<byte[]> pieces) {
        var movement = new Movement();
        var future = client.sendAsync(
                request,
                info -> wanted.test(new Reply(info.statusCode(), info.headers(), Bytes.EMPTY))
                        ? HttpResponse.BodySubscribers.ofByteArrayConsumer(piece -> {
                            movement.moved();
                            piece.ifPresent(pieces);
                        })
                        : HttpResponse.BodySubscribers.replacing(null));
        var response = await(future, request, movement);
        return new Reply(response.statusCode(), response.headers(), Bytes.EMPTY);
    }

    /**
     * Fetches an address with headers of the caller's, and follows no redirect.
     *
     * @throws AnswerTooLarge when the body has more than {@code maxBytes}
     * @throws ClientException.Unreachable when no complete answer came
     */
    public Reply ask(URI address, List<Credentials.Header> headers, int maxBytes) {
        var body = new BoundedBody(maxBytes);
        var request = request(address, headers);
        return bounded(request, direct.sendAsync(request, BodyHandlers.ofByteArrayConsumer(body)), body, maxBytes);
    }

    /**
     * Fetches an address piece by piece, as {@link #stream}, with headers of the caller's; follows no redirect.
     *
     * @param wanted decides by status and headers whether the consumer gets the pieces
     */
    public Reply ask(URI address, List<Credentials.Header> headers, Predicate<Reply> wanted, Consumer<byte[]> pieces) {
        return stream(direct, request(address, headers), wanted, pieces);
    }

    private HttpRequest request(URI address, List<Credentials.Header> headers) {
        var request = request(address).GET();
        headers.forEach(header -> request.setHeader(header.name(), header.value()));
        return request.build();
    }

    private HttpRequest.Builder request(URI address) {
        var request = HttpRequest.newBuilder(address).header("Accept", "application/json, */*;q=0.5");
        credentials.headersFor(address).forEach(header -> request.setHeader(header.name(), header.value()));
        return request;
    }

    /** Whether requests to an address have what the user gave for its server. */
    boolean showsCredentials(URI address) {
        return !credentials.headersFor(address).isEmpty();
    }

    private HttpClient clientFor(HttpRequest request) {
        return !showsCredentials(request.uri()) && "GET".equals(request.method()) ? redirected : direct;
    }

    private Reply send(HttpRequest request, int maxBytes) {
        var body = new BoundedBody(maxBytes);
        var future = clientFor(request).sendAsync(request, BodyHandlers.ofByteArrayConsumer(body));
        return bounded(request, future, body, maxBytes);
    }

    private static Reply bounded(
            HttpRequest request, CompletableFuture<HttpResponse<Void>> future, BoundedBody body, int maxBytes) {
        try {
            var response = await(future, request, new Movement());
            return new Reply(response.statusCode(), response.headers(), body.bytes());
        } catch (ClientException.Unreachable e) {
            if (body.overflowed()) {
                throw new AnswerTooLarge(request.uri(), maxBytes);
            }
            throw e;
        }
    }

    /** Waits as long as bytes keep coming. */
    private static <T> HttpResponse<T> await(
            CompletableFuture<HttpResponse<T>> future, HttpRequest request, Movement movement) {
        while (true) {
            try {
                return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!movement.movedSinceAsked()) {
                    future.cancel(true);
                    throw unreachable(request, "no answer within " + PATIENCE.toSeconds() + " s", e);
                }
            } catch (ExecutionException e) {
                throw unreachable(request, reason(e.getCause()), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                future.cancel(true);
                throw unreachable(request, "interrupted", e);
            }
        }
    }

    private static ClientException.Unreachable unreachable(
            HttpRequest request, String reason, @Nullable Throwable cause) {
        return new ClientException.Unreachable(
                "cannot reach " + origin(request.uri()) + ": " + reason
                        + (isUntrusted(cause)
                                ? "; is the address right, and the authority of its certificate trusted (--ca)?"
                                : "; is the address right and the server running?"),
                cause,
                mayBeSentAgain(request, cause) ? SOON : null);
    }

    /**
     * Whether to send it again: not to an unknown host or with a certificate that is not trusted, and a change only when
     * it surely was not sent.
     */
    private static boolean mayBeSentAgain(HttpRequest request, @Nullable Throwable cause) {
        return !isUnknownHost(cause)
                && !isUntrusted(cause)
                && ("GET".equals(request.method()) || cause instanceof ConnectException);
    }

    private static boolean isUntrusted(@Nullable Throwable cause) {
        for (var each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnknownHost(@Nullable Throwable cause) {
        for (var each = cause; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** Scheme, host and port; the user part of an address may hold a secret. */
    public static String origin(URI address) {
        var port = address.getPort() == -1 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port;
    }

    private static String reason(@Nullable Throwable cause) {
        if (isUnknownHost(cause)) {
            return "unknown host";
        }
        return switch (cause) {
            case HttpConnectTimeoutException e -> "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
            case ConnectException e -> "connection refused";
            case IOException e when e.getMessage() != null -> e.getMessage();
            case null -> "no reason given";
            default -> cause.toString();
        };
    }

    @Override
    public void close() {
        direct.shutdownNow();
        redirected.shutdownNow();
    }

    private static final class Movement {
        private volatile boolean moved;

        void moved() {
            moved = true;
        }

        boolean movedSinceAsked() {
            var answer = moved;
            moved = false;
            return answer;
        }
    }
}
