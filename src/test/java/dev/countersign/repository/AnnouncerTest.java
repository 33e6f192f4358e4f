package dev.countersign.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnnouncerTest {
    private final Latest latest = new Latest();
    private final Promise<Void> register = Promise.promise();
    private final List<Long> announced = new ArrayList<>();
    private final Announcer announcer = new Announcer(
            new CurrentPublication() {
                @Override
                public Future<Long> newest() {
                    throw new AssertionError();
                }

                @Override
                public Future<Void> announce(long publication) {
                    announced.add(publication);
                    return register.future();
                }
            },
            latest);

    @Test
    void showsNothingBeforeEveryNodeCanKnow() {
        var shown = announcer.show(view(7));

        assertThat(announced).containsExactly(7L);
        assertThat(shown.isComplete()).isFalse();
        assertThat(latest.view().head().publication()).isZero();

        register.complete();
        assertThat(shown.succeeded()).isTrue();
        assertThat(latest.view().head().publication()).isEqualTo(7);
    }

    @Test
    void showsNothingThatCouldNotBeAnnounced() {
        var shown = announcer.show(view(7));
        register.fail("broken");

        assertThat(shown.failed()).isTrue();
        assertThat(latest.view().head().publication()).isZero();
    }

    private static Latest.View view(long publication) {
        return new Latest.View(
                new Head(publication, 0, Instant.EPOCH, 1, 1, 1, 1), new Repository.Empty(), Bytes.EMPTY);
    }
}
