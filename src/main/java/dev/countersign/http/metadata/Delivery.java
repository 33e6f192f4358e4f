package dev.countersign.http.metadata;

import dev.countersign.http.CallerContext;
import dev.countersign.http.Freshness;
import dev.countersign.http.Refusal;
import dev.countersign.repository.RepositoryException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers readers of a repository once what they have asked for is there. Any thread. */
public final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** For a file from the database; with what comes before, no reader waits longer than ten seconds. */
    private static final Duration READ = Duration.ofSeconds(4);

    private final Vertx vertx;
    private final Freshness freshness;
    private final FileAnswers answers;

    public Delivery(Vertx vertx, Freshness freshness, FileAnswers answers) {
        this.vertx = vertx;
        this.freshness = freshness;
        this.answers = answers;
    }

    /** Answers when no other node has shown anything newer than this node knows. */
    public void whenFresh(HttpServerRequest request, Runnable answer) {
        var fresh = freshness.ensure();
        if (fresh.succeeded()) {
            answer.run();
            return;
        }
        CallerContext.current(vertx).deliver(fresh, done -> {
            if (done.succeeded()) {
                answer.run();
            } else {
                failed(request, done.cause());
            }
        });
    }

    /** Answers with a file, or that there is none. */
    public void deliver(
            HttpServerRequest request, Future<Optional<PreparedFile>> future, Handler<PreparedFile> answer) {
        CallerContext.current(vertx).deliver(future.timeout(READ.toMillis(), TimeUnit.MILLISECONDS), done -> {
            if (done.failed()) {
                failed(request, done.cause());
            } else if (done.result().isEmpty()) {
                answers.notFound(request, FileAnswers.NO_STORE);
            } else {
                answer.handle(done.result().get());
            }
        });
    }

    /** What cannot be read now is not missing: clients and caches must try again. */
    private void failed(HttpServerRequest request, Throwable cause) {
        // That a store is away is said once, by whoever watches it, and not for each request.
        if (!(cause instanceof Refusal || cause instanceof RepositoryException || cause instanceof TimeoutException)) {
            LOG.warn("{} could not be read: {}", request.path(), cause.toString());
        }
        answers.refuse(request, cause);
    }
}
