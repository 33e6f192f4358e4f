package dev.countersign.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns<String> turns = new Turns<>(2);
    private final List<String> begun = new ArrayList<>();
    private final List<Promise<Void>> open = new ArrayList<>();

    private Future<Void> piece(String kind, String name) {
        return turns.run(kind, () -> {
            var promise = Promise.<Void>promise();
            begun.add(name);
            open.add(promise);
            return promise.future();
        });
    }

    @Test
    void kindsTakeTurnsHoweverMuchWaitsOfOne() {
        for (int i = 0; i < 6; i++) {
            var _ = piece("large", "large-" + i);
        }
        var _ = piece("small", "small-0");
        var _ = piece("tiny", "tiny-0");
        assertThat(begun).containsExactly("large-0", "large-1");

        for (int i = 0; i < 4; i++) {
            open.get(i).complete();
        }

        assertThat(begun).containsExactly("large-0", "large-1", "large-2", "small-0", "tiny-0", "large-3");
    }

    @Test
    void oneThatFailsEndsItsTurn() {
        var first = piece("a", "a-0");
        var _ = piece("a", "a-1");
        var thrown = turns.<Void>run("a", () -> {
            throw new IllegalStateException("broken");
        });
        var last = piece("b", "b-0");

        open.get(0).fail("failed");
        open.get(1).complete();

        assertThat(first.failed()).isTrue();
        assertThat(thrown.cause()).hasMessage("broken");
        assertThat(begun).contains("b-0");
        assertThat(last.isComplete()).isFalse();
    }
}
