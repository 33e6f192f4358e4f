package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.repository.Change;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Receipt;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Submission;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointTest {

    private static final Submission SUBMISSION = new Submission(
            new TaskId("0123456789abcdef0123456789abcdef"),
            new Change.Publish(),
            false,
            Instant.EPOCH,
            Examples.ORIGIN);

    private record Question(Object about) {}

    private record Answer(Object about) {}

    private static final Endpoint<Question, Answer> ENDPOINT = new Endpoint<>("questions", Duration.ofSeconds(10));

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void install() {
        ByReference.install(vertx);
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aRequestAndItsAnswerAreHandedOverAsTheyAre() {
        var about = new Object();
        await(ENDPOINT.serve(vertx, question -> Future.succeededFuture(new Answer(question.about())))
                .completion());

        assertThat(await(ENDPOINT.request(vertx, new Question(about))).about()).isSameAs(about);
    }

    @Test
    void aFailureOfTheServiceFailsTheRequest() {
        await(ENDPOINT.serve(vertx, _ -> Future.failedFuture("no idea")).completion());

        assertThatThrownBy(() -> await(ENDPOINT.request(vertx, new Question("x"))))
                .hasMessage("no idea");
    }

    @Test
    void onlyRecordsTravel() {
        assertThatThrownBy(() -> vertx.eventBus().send("questions", new StringBuilder()))
                .hasMessageContaining("java.lang.StringBuilder on the event bus (expected: a record)");
    }

    @Test
    void aSubmissionThatIsRefusedIsRefusedInTheSameWords() {
        var busy = new RepositoryException.Busy(Duration.ofSeconds(1));
        await(Submit.ENDPOINT
                .serve(vertx, _ -> Future.succeededFuture(new Receipt.NotTaken(busy)))
                .completion());

        assertThat(refusal(Submit.over(vertx, RepositoryId.DEFAULT).submit(SUBMISSION)))
                .isSameAs(busy);
    }

    @Test
    void aSubmissionThatFailsOtherwiseFails() {
        await(Submit.ENDPOINT
                .serve(vertx, _ -> Future.failedFuture("disk full"))
                .completion());

        assertThatThrownBy(() -> await(Submit.over(vertx, RepositoryId.DEFAULT).submit(SUBMISSION)))
                .hasMessage("disk full");
    }

    @Test
    void withoutAnIntakeSubmissionsAreToldThatTheNodeStops() {
        assertThat(refusal(Submit.over(vertx, RepositoryId.DEFAULT).submit(SUBMISSION)))
                .isInstanceOf(RepositoryException.Stopping.class);
    }

    /** As when a node stops in order while submissions are on their way. */
    @Test
    void aSubmissionThatAnIntakeLeavesBehindMayBeSentAgain() {
        var intake = Submit.ENDPOINT.serve(vertx, _ -> Future.succeededFuture(new Receipt.Durable()));
        await(intake.completion());
        intake.pause();
        var submitted = Submit.over(vertx, RepositoryId.DEFAULT).submit(SUBMISSION);

        await(intake.unregister());

        assertThat(refusal(submitted)).isInstanceOfAny(Unavailable.class, RepositoryException.Stopping.class);
    }

    @Test
    void anIntakeThatTakesASubmissionSaysSo() {
        await(Submit.ENDPOINT
                .serve(vertx, _ -> Future.succeededFuture(new Receipt.Durable()))
                .completion());

        assertThat(await(Submit.over(vertx, RepositoryId.DEFAULT).submit(SUBMISSION)))
                .isEqualTo(new Receipt.Durable());
    }

    private static RepositoryException refusal(Future<Receipt> submitted) {
        return ((Receipt.NotTaken) await(submitted)).reason();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new AssertionError(late);
        }
    }
}
