package dev.countersign.aws;

import dev.countersign.concurrent.WholeExchange;
import dev.countersign.json.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Short questions to whoever gives credentials. */
final class AwsHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int MAX_ANSWER = 64 << 10;

    record AwsAnswer(int status, Bytes body) {}

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    /** @throws IOException when no answer comes */
    AwsAnswer ask(String method, URI address, Map<String, String> headers, String body) throws IOException {
        var request = HttpRequest.newBuilder(address)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            var limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER);
            var answer = WholeExchange.send(client, request.build(), limited, PATIENCE);
            return new AwsAnswer(answer.statusCode(), Bytes.wrap(answer.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
