package dev.countersign.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
    private final List<Promise<Optional<String>>> begun = new ArrayList<>();
    private final SharedReads<Integer, String> reads = new SharedReads<>(_ -> begin());

    private Future<Optional<String>> begin() {
        var answer = Promise.<Optional<String>>promise();
        begun.add(answer);
        return answer.future();
    }

    @Test
    void whatIsFoundIsReadOnceForAllWhoAsked() {
        var first = reads.find(1);
        var second = reads.find(1);

        assertThat(reads.underWay()).isOne();
        begun.getFirst().complete(Optional.of("file"));

        assertThat(first.result()).hasValue("file");
        assertThat(second.result()).hasValue("file");
        assertThat(begun).hasSize(1);
        assertThat(reads.underWay()).isZero();
    }

    /** The file may have been committed after the first read began, and before the others asked. */
    @Test
    void whatAnEarlierReadMissedIsLookedForAgainOnce() {
        var first = reads.find(1);
        var second = reads.find(1);
        var third = reads.find(1);

        begun.get(0).complete(Optional.empty());
        assertThat(first.result()).isEmpty();
        assertThat(second.isComplete()).isFalse();
        begun.get(1).complete(Optional.of("file"));

        assertThat(second.result()).hasValue("file");
        assertThat(third.result()).hasValue("file");
        assertThat(begun).hasSize(2);
    }

    @Test
    void eachThingIsReadForItself() {
        var one = reads.find(1);
        var other = reads.find(2);

        begun.get(1).complete(Optional.of("two"));

        assertThat(one.isComplete()).isFalse();
        assertThat(other.result()).hasValue("two");
    }

    @Test
    void aFailureIsNotRemembered() {
        var failed = reads.find(1);
        begun.get(0).fail("lost");
        var again = reads.find(1);
        begun.get(1).complete(Optional.of("file"));

        assertThat(failed.cause()).hasMessage("lost");
        assertThat(again.result()).hasValue("file");
    }

    @Test
    void aReadThatCannotBeginFails() {
        var broken = new SharedReads<Integer, String>(_ -> {
            throw new IllegalStateException("closed");
        });

        assertThat(broken.find(1).cause()).hasMessage("closed");
        assertThat(broken.underWay()).isZero();
    }
}
