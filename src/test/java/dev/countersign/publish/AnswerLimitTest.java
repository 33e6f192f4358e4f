package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerLimitTest {
    private static final Duration LIMIT = Duration.ofMillis(50);

    private final AnswerLimit answers = new AnswerLimit(LIMIT);
    private final SignsOfLife signs = new SignsOfLife(1);

    @Test
    void everySignOfLifeGivesTheWorkTheWholeTimeAgain() {
        signs.give();
        signs.give();
        var began = System.nanoTime();

        assertThatThrownBy(() -> answers.await(Promise.promise().future(), signs))
                .isInstanceOf(AnswerLimit.NoAnswer.class);

        // Once for the signs, however many there were, and once without any.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(LIMIT.multipliedBy(2));
    }

    @Test
    void whatIsThereIsTheAnswerAndAFailureIsThrown() {
        assertThat(answers.await(io.vertx.core.Future.succeededFuture("x"), signs))
                .isEqualTo("x");
        assertThatThrownBy(
                        () -> answers.await(io.vertx.core.Future.failedFuture(new IllegalStateException("why")), signs))
                .hasMessage("why");
    }
}
