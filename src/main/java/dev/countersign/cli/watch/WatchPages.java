package dev.countersign.cli.watch;

import com.sun.net.httpserver.HttpExchange;
import dev.countersign.cli.watch.WatchListener.PlainReply;
import dev.countersign.json.Bytes;
import dev.countersign.watch.ListStore;
import dev.countersign.watch.Watching;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the listeners answer. */
final class WatchPages {
    private static final String WAKE = "/wake/";
    private static final String LISTS = "/lists/";
    private static final int MOST_SENT = 1 << 20;

    private WatchPages() {}

    /** For operators; asks for no token, as the management port of the service. */
    static void operators(WatchListener listener, Supplier<String> metrics) {
        listener.add("/health", "GET", _ -> PlainReply.json(200, "status", "up"));
        listener.add(
                "/metrics",
                "GET",
                _ -> new PlainReply(200, "text/plain; version=0.0.4; charset=utf-8", Bytes.utf8(metrics.get())));
    }

    /** Lists of projects for whoever verifies them. */
    static void lists(WatchListener listener, ListStore lists) {
        listener.add(
                LISTS,
                "GET",
                request -> lists.read(decoded(request, LISTS))
                        .map(list -> new PlainReply(200, "application/json", list))
                        .orElseGet(() -> PlainReply.json(404, "error", "no such list")));
    }

    /** @param secret what senders must know; null refuses all */
    static void wakeUps(WatchListener listener, Watching watching, @Nullable String secret) {
        listener.add(WAKE, "POST", request -> wake(request, watching, secret));
    }

    private static PlainReply wake(HttpExchange request, Watching watching, @Nullable String secret)
            throws IOException {
        var sent = request.getRequestBody().readNBytes(MOST_SENT + 1);
        if (sent.length > MOST_SENT) {
            return PlainReply.json(413, "error", "more than " + MOST_SENT + " bytes");
        }
        var body = Bytes.wrap(sent);
        if (secret == null || !WakeUp.isKnown(secret, request.getRequestHeaders()::getFirst, body)) {
            return PlainReply.json(
                    401, "error", "the secret is missing or wrong (expected: Authorization: Bearer, or an HMAC)");
        }
        var source = decoded(request, WAKE);
        if (!watching.sources().contains(source)) {
            return PlainReply.json(
                    404, "error", "no such source (expected: " + String.join(", ", watching.sources()) + ")");
        }
        var projects = named(request, body);
        if (projects.isEmpty()) {
            watching.wake(source, null);
        }
        projects.forEach(project -> watching.wake(source, project));
        return PlainReply.json(202, "status", "woken");
    }

    /** In the query or in the body. */
    private static List<String> named(HttpExchange request, Bytes body) {
        var query = request.getRequestURI().getRawQuery();
        var inQuery = Arrays.stream((query == null ? "" : query).split("&"))
                .filter(part -> part.startsWith("project="))
                .map(part -> URLDecoder.decode(part.substring("project=".length()), StandardCharsets.UTF_8))
                .toList();
        return inQuery.isEmpty() ? WakeUp.projects(body) : inQuery;
    }

    private static String decoded(HttpExchange request, String context) {
        return request.getRequestURI().getPath().substring(context.length());
    }
}
