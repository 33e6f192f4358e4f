package dev.countersign.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoalescedTest {
    private final List<Promise<String>> put = new ArrayList<>();
    private final Coalesced<String> question = new Coalesced<>(this::put);

    private Future<String> put() {
        var answer = Promise.<String>promise();
        put.add(answer);
        return answer.future();
    }

    @Test
    void whoAsksWhileItIsUnderWayWaitsForTheNextAnswer() {
        var first = question.ask();
        var second = question.ask();
        var third = question.ask();

        put.get(0).complete("old");

        assertThat(first.result()).isEqualTo("old");
        assertThat(second.isComplete()).isFalse();
        assertThat(put).hasSize(2);
        put.get(1).complete("new");
        assertThat(second.result()).isEqualTo("new");
        assertThat(third.result()).isEqualTo("new");
        assertThat(put).hasSize(2);
    }

    @Test
    void asksAgainForWhoComesLater() {
        question.ask();
        put.get(0).complete("old");

        var later = question.ask();

        put.get(1).complete("new");
        assertThat(later.result()).isEqualTo("new");
    }

    @Test
    void aFailureIsForThoseWhoWaitedForIt() {
        var first = question.ask();
        var second = question.ask();

        put.get(0).fail("lost");
        put.get(1).complete("new");

        assertThat(first.cause()).hasMessage("lost");
        assertThat(second.result()).isEqualTo("new");
    }

    @Test
    void aQuestionThatCannotBePutFails() {
        var broken = new Coalesced<String>(() -> {
            throw new IllegalStateException("closed");
        });

        assertThat(broken.ask().cause()).hasMessage("closed");
        assertThat(broken.ask().cause()).hasMessage("closed");
    }
}
