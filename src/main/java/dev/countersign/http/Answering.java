package dev.countersign.http;

import dev.countersign.audit.AuditOrigin;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes a request through its operation and writes what comes of it. */
public final class Answering {
    /** Larger bodies are read by a worker: an event loop that reads one keeps its readers waiting. */
    private static final int SMALL = 64 << 10;

    private final Vertx vertx;
    private final WorkerExecutor beside;
    private final Bodies bodies;
    private final Entrance entrance;
    private final Guard guard;
    private final AnswerWriter answers;
    private final Deadlines deadlines;

    public Answering(Vertx vertx, Bodies bodies, Entrance entrance, Guard guard, AnswerWriter answers) {
        this.vertx = vertx;
        this.beside = vertx.createSharedWorkerExecutor(
                "large-bodies", Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        this.bodies = bodies;
        this.entrance = entrance;
        this.guard = guard;
        this.answers = answers;
        this.deadlines = new Deadlines(vertx);
    }

    /**
     * What a request asks for.
     *
     * @param name the part of its path that is a name; empty when there is none
     * @param repository the one that its address names, there or not
     * @param found what the operation is on; fails with a {@link Refusal} when it is not there
     */
    public record Asked<T>(
            Operation<T> operation, String name, Optional<RepositoryName> repository, Supplier<Future<T>> found) {
        private RequestPurpose purpose() {
            return new RequestPurpose(operation.name(), operation.need(), repository);
        }
    }

    public <T> void answer(HttpServerRequest request, Asked<T> asked) {
        CallerContext.current(vertx).deliver(received(request, asked), done -> write(request, done));
    }

    private <T> Future<Answer> received(HttpServerRequest request, Asked<T> asked) {
        Future<Called<T>> called;
        try {
            entrance.check(request);
            called = called(request, asked);
        } catch (Refusal.Forbidden refusal) {
            guard.refusedPage(request, asked.purpose());
            return Future.failedFuture(refusal);
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
        if (called.isComplete()) {
            return called.compose(call -> answered(request, call));
        }
        // Nothing of the body may get lost meanwhile.
        request.pause();
        return called.transform(known -> {
            request.resume();
            return known.failed() ? Future.failedFuture(known.cause()) : answered(request, known.result());
        });
    }

    /** Nothing is looked for before the caller is let in. */
    private <T> Future<Called<T>> called(HttpServerRequest request, Asked<T> asked) {
        return guard.admit(request, asked.purpose())
                .compose(admitted -> asked.found().get().map(on -> new Called<>(admitted, asked, on)));
    }

    /** What an operation was called on. */
    private record Called<T>(Guard.Admitted admitted, Asked<T> asked, T on) {
        Future<Answer> with(Call.Parameters query, @Nullable String type, Bytes body) {
            var operation = asked.operation();
            try {
                return operation
                        .endpoint()
                        .apply(on)
                        .answer(new Call(admitted.caller(), origin(body), asked.name(), query, type, body));
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }

        private AuditOrigin origin(Bytes body) {
            return new AuditOrigin(
                    admitted.caller().actor().text(),
                    admitted.sender().toString(),
                    asked.operation().name(),
                    body.sha256());
        }
    }

    private Future<Answer> answered(HttpServerRequest request, Called<?> called) {
        return received(request, called).recover(failure -> {
            if (failure instanceof Refusal.NotPermitted) {
                guard.refused(called.admitted(), called.asked().purpose());
            }
            return Future.failedFuture(failure);
        });
    }

    private Future<Answer> received(HttpServerRequest request, Called<?> called) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        var maxBodyBytes = called.asked().operation().maxBodyBytes();
        if (maxBodyBytes == 0) {
            return inTime(called, called.with(parameters(request), type, Bytes.EMPTY));
        }
        return bodies.receive(request, called.admitted().sender(), maxBodyBytes)
                .compose(body -> body.length() <= SMALL
                        ? read(request, called, type, body)
                        : beside.executeBlocking(() -> read(request, called, type, body), false)
                                .compose(Function.identity()));
    }

    private Future<Answer> read(
            HttpServerRequest request, Called<?> called, @Nullable String type, Bodies.ReceivedBody body) {
        try {
            return inTime(called, called.with(parameters(request), type, body.bytes()));
        } finally {
            // Operations read their body before they return.
            body.release();
        }
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

    private Future<Answer> inTime(Called<?> called, Future<Answer> answer) {
        return deadlines.within(called.asked().operation().patience(), answer);
    }

    private void write(HttpServerRequest request, AsyncResult<Answer> done) {
        if (done.succeeded()) {
            answers.write(request, done.result());
        } else {
            answers.refuse(request, done.cause());
        }
    }
}
