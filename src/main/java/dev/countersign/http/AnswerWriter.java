package dev.countersign.http;

import dev.countersign.json.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Writes answers and refusals, each with the name of its request. */
public final class AnswerWriter {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestIds.HEADER);
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF_VALUE = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence RESOURCE_POLICY = HttpHeaders.createOptimized("Cross-Origin-Resource-Policy");
    private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");
    private static final CharSequence WARNING = HttpHeaders.createOptimized("X-Countersign-Warning");
    private static final int MAX_WARNINGS = 8;
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private static final long NO_ERROR = 0;

    /** How long the rest of a refused body is read and thrown away. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final RequestIds requestIds;

    public AnswerWriter(RequestIds requestIds) {
        this.requestIds = requestIds;
    }

    void write(HttpServerRequest request, Answer answer) {
        // Clients refuse answers with long headers, and a list can be of any length.
        answer.warnings().stream()
                .limit(MAX_WARNINGS)
                .forEach(warning -> request.response().headers().add(WARNING, warning));
        write(request, answer.status(), JSON, Map.of(), answer.body(), newId(request));
    }

    /** Writes what is to be said of a failure. */
    public void refuse(HttpServerRequest request, Throwable cause) {
        var id = newId(request);
        var problem = Problems.describe(cause, id);
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains(Problems.PROBLEM_TYPE)) {
            write(request, problem.status(), Problems.PROBLEM_TYPE, problem.headers(), problem.document(id), id);
        } else {
            write(request, problem.status(), JSON, problem.headers(), problem.body(id), id);
        }
    }

    private String newId(HttpServerRequest request) {
        return requestIds.of(request.getHeader(REQUEST_ID));
    }

    private static void write(
            HttpServerRequest request,
            int status,
            CharSequence type,
            Map<String, List<String>> headers,
            Json.Obj body,
            String requestId) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .putHeader(NO_SNIFF, NO_SNIFF_VALUE)
                .putHeader(RESOURCE_POLICY, SAME_ORIGIN)
                .putHeader(REQUEST_ID, requestId);
        headers.forEach((name, values) -> response.putHeader(name, values));
        if (!headers.containsKey(Problems.CONNECTION)) {
            finish(response.end(body.toText()));
        } else if (request.version() == HttpVersion.HTTP_2) {
            hangUpStream(request, body);
        } else {
            // Closed at once, the connection would be reset under a client that still sends, and the reset can overtake
            // the answer. Now the rest of this request is read and thrown away, and no other one is read.
            request.connection().shutdown(LINGER.toMillis(), TimeUnit.MILLISECONDS);
            finish(response.end(body.toText()));
        }
    }

    /** The connection has other requests; the sender of this one is told to end it (RFC 9113, 8.1). */
    private static void hangUpStream(HttpServerRequest request, Json.Obj body) {
        var response = request.response();
        response.headers().remove(Problems.CONNECTION);
        finish(response.end(body.toText())
                .compose(_ -> request.isEnded() ? Future.succeededFuture() : response.reset(NO_ERROR)));
    }

    /** The client has gone away: nothing is left to do. */
    private static void finish(Future<Void> written) {
        written.onFailure(gone -> {});
    }
}
