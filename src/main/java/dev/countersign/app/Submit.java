package dev.countersign.app;

import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.Submission;
import dev.countersign.repository.Submissions;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A submission on its way from whoever received it to the one intake of this node. */
record Submit(Submission submission) {

    /** No request waits longer. */
    static final Endpoint<Submit, Reply> ENDPOINT = new Endpoint<>("submit", Duration.ofSeconds(9));

    /** Durable when nothing was refused. */
    record Reply(@Nullable RepositoryException refused) {

        static Future<Reply> of(Future<Void> submitted) {
            return submitted
                    .map(new Reply(null))
                    .recover(failure -> failure instanceof RepositoryException refused
                            ? Future.succeededFuture(new Reply(refused))
                            : Future.failedFuture(failure));
        }
    }

    /** The intake, as seen from other verticles. */
    static Submissions over(Vertx vertx) {
        return submission -> ENDPOINT.request(vertx, new Submit(submission)).transform(answer -> {
            if (answer.succeeded()) {
                var refused = answer.result().refused();
                return refused == null ? Future.succeededFuture() : Future.failedFuture(refused);
            }
            return Future.failedFuture(explained(answer.cause()));
        });
    }

    /**
     * Nobody serves the address before the start has finished and when the node stops; who was about to be served then
     * gets the same failure as after a timeout.
     */
    private static Throwable explained(Throwable failure) {
        return switch (failure) {
            case ReplyException reply
            when reply.failureType() == ReplyFailure.NO_HANDLERS -> new RepositoryException.Stopping();
            case ReplyException reply
            when reply.failureType() == ReplyFailure.TIMEOUT ->
                new Unavailable("a submission was not answered in time", reply);
            default -> failure;
        };
    }
}
