package dev.countersign.concurrent;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests and waits for the last byte of the answer. The time of a request itself ends with the head of the answer: a
 * connection that falls silent after that would be waited for without end.
 */
public final class WholeExchange {
    private WholeExchange() {}

    /**
     * An answer with its body.
     *
     * @throws HttpTimeoutException when it is not complete in time
     * @throws IOException when there is none, or the handler of the body refuses it
     */
    public static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> body, Duration patience)
            throws IOException, InterruptedException {
        var exchange = begin(client, request, body, patience);
        try {
            return exchange.get();
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case TimeoutException _ ->
                    new HttpTimeoutException("no whole answer within " + patience.toSeconds() + " s");
                case IOException failed -> failed;
                case Error broken -> throw broken;
                case null, default -> new IOException(e.getCause());
            };
        }
    }

    /**
     * The same without waiting. When it is cancelled, so is the exchange.
     *
     * @return fails with {@link TimeoutException} when the answer is not complete in time
     */
    public static <T> CompletableFuture<HttpResponse<T>> begin(
            HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> body, Duration patience) {
        var exchange = client.sendAsync(request, body);
        var whole = exchange.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        var _ = whole.whenComplete((_, _) -> exchange.cancel(true));
        return whole;
    }
}
