package dev.countersign.http;

import dev.countersign.repository.Unavailable;
import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes a request through its operation and writes what comes of it. */
final class Answering {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestIds.HEADER);
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF_VALUE = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private static final String CONNECTION = "Connection";
    /** Ends one HTTP/2 stream whose request nobody will read to its end; the others go on. */
    private static final long NO_ERROR = 0;

    /** How long the rest of a refused body is read and thrown away. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Bodies bodies;
    private final RequestIds requestIds;

    Answering(Vertx vertx, Bodies bodies, RequestIds requestIds) {
        this.vertx = vertx;
        this.bodies = bodies;
        this.requestIds = requestIds;
    }

    void answer(HttpServerRequest request, Operation operation) {
        CallerContext.of(vertx).deliver(received(request, operation), done -> write(request, done));
    }

    private Future<Answer> received(HttpServerRequest request, Operation operation) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (operation.maxBodyBytes() == 0) {
            return call(operation, new Call(parameters(request), type, Bytes.EMPTY));
        }
        return bodies.receive(request, operation.maxBodyBytes()).compose(body -> {
            try {
                return call(operation, new Call(parameters(request), type, body.bytes()));
            } finally {
                // Operations read their body before they return.
                body.release();
            }
        });
    }

    private static Call.Parameters parameters(HttpServerRequest request) {
        return name -> {
            try {
                return request.getParam(name);
            } catch (IllegalArgumentException e) {
                throw new Refusal.Invalid(
                        Violation.broken(Place.QUERY, "the address is not decodable", new Json.Null()));
            }
        };
    }

    private static Future<Answer> call(Operation operation, Call call) {
        try {
            return inTime(operation.endpoint().answer(call), operation.patience());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<Answer> inTime(Future<Answer> answer, Duration limit) {
        return answer.isComplete()
                ? answer
                : answer.timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                        .recover(failure -> Future.failedFuture(
                                failure instanceof TimeoutException
                                        ? new Unavailable("no answer within " + limit.toSeconds() + " s", failure)
                                        : failure));
    }

    private void write(HttpServerRequest request, io.vertx.core.AsyncResult<Answer> done) {
        if (done.succeeded()) {
            write(request, done.result().status(), JSON, Map.of(), done.result().body(), newId(request));
        } else {
            refuse(request, done.cause());
        }
    }

    /** Writes what is to be said of a failure. */
    void refuse(HttpServerRequest request, Throwable cause) {
        var id = newId(request);
        var problem = Problems.of(cause, id);
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
            Map<String, String> headers,
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
                .putHeader(REQUEST_ID, requestId);
        boolean hangsUp = headers.containsKey(CONNECTION);
        boolean multiplexed = request.version() == HttpVersion.HTTP_2;
        headers.forEach((name, value) -> {
            // HTTP/2 knows no such header (RFC 9113, 8.2.2), and clients take a response that has it for malformed.
            if (!multiplexed || !name.equals(CONNECTION)) {
                response.putHeader(name, value);
            }
        });
        if (hangsUp && !multiplexed) {
            // Closed at once, the connection would be reset under a client that still sends, and the reset can overtake
            // the answer. Now the rest of this request is read and thrown away, and no other one is read.
            request.connection().shutdown(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        }
        var written = response.end(body.toText());
        if (hangsUp && multiplexed) {
            written.onComplete(done -> response.reset(NO_ERROR));
        }
    }
}
