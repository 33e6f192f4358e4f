package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Json;
import dev.countersign.repository.Unavailable;
import dev.countersign.store.StoreSamples;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Deadlines deadlines = new Deadlines(nanos::get);
    private final Promise<Answer> promise = Promise.promise();
    private final Future<Answer> answer = deadlines.within(LIMIT, promise.future());

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        deadlines.look();
    }

    @Test
    void anAnswerInTimeIsTheAnswer() {
        pass(LIMIT.minusNanos(1));
        assertThat(answer.isComplete()).isFalse();
        var given = Answer.ok(Json.Obj.EMPTY);
        promise.complete(given);
        assertThat(answer.result()).isSameAs(given);
        pass(LIMIT);
        assertThat(answer.succeeded()).isTrue();
    }

    @Test
    void aFailureIsThatFailure() {
        var failure = new IllegalStateException("broken");
        promise.fail(failure);
        assertThat(answer.cause()).isSameAs(failure);
    }

    @Test
    void itLooksByItself() {
        var vertx = Vertx.vertx();
        try {
            var late = new Deadlines(vertx)
                    .within(Duration.ofMillis(1), Promise.<Answer>promise().future());
            assertThatThrownBy(() -> StoreSamples.await(late)).hasMessageContaining("no answer within");
        } finally {
            StoreSamples.await(vertx.close());
        }
    }

    @Test
    void whatIsLateIsUnavailableAndStaysSo() {
        pass(LIMIT);
        assertThat(answer.cause()).isInstanceOf(Unavailable.class).hasMessageContaining("no answer within 10 s");
        promise.complete(Answer.ok(Json.Obj.EMPTY));
        assertThat(answer.failed()).isTrue();
    }
}
