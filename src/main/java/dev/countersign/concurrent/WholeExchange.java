package dev.countersign.concurrent;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
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
        var exchange = client.sendAsync(request, body);
        try {
            return exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new HttpTimeoutException("no whole answer within " + patience.toSeconds() + " s");
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        }
    }
}
