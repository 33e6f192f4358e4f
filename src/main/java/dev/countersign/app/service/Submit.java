package dev.countersign.app.service;

import dev.countersign.repository.Receipt;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Submission;
import dev.countersign.repository.Submissions;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;

/** A submission on its way from whoever received it to the intake of its repository on this node. */
record Submit(RepositoryId repository, Submission submission) {

    /** No request waits longer. */
    static final Endpoint<Submit, Receipt> ENDPOINT = new Endpoint<>("submit", Duration.ofSeconds(9));

    /** The intake, as seen from other verticles. */
    static Submissions over(Vertx vertx, RepositoryId repository) {
        return submission ->
                ENDPOINT.request(vertx, new Submit(repository, submission)).recover(Submit::notReached);
    }

    /**
     * While the node starts or stops nothing listens at the address; whoever sends then is told that the node stops.
     */
    private static Future<Receipt> notReached(Throwable failure) {
        return switch (failure) {
            case ReplyException reply
            when reply.failureType() == ReplyFailure.NO_HANDLERS -> refused(new RepositoryException.Stopping());
            case ReplyException reply
            when reply.failureType() == ReplyFailure.TIMEOUT ->
                refused(new Unavailable("a submission was not answered in time", reply));
            default -> Future.failedFuture(failure);
        };
    }

    private static Future<Receipt> refused(RepositoryException reason) {
        return Future.succeededFuture(new Receipt.NotTaken(reason));
    }
}
