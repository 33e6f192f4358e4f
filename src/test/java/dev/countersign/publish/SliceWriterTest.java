package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Publications;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SliceWriterTest {
    private static final Publications.Step STEP = new Publications.Step(Head.NONE, null, List.of(), Map.of(), 0);

    private final List<String> log = new ArrayList<>();
    private final SliceWriter writer = begin(100, Duration.ofSeconds(5));
    private Future<Void> written = Future.succeededFuture();

    @Test
    void writesASliceWhenItIsFullAndTheRestWithTheCommit() {
        add("a", 60);
        add("b", 60);
        add("c", 60);
        assertThat(log).containsExactly("write 2");
        var _ = writer.commit(STEP);

        assertThat(log).containsExactly("write 2", "write 1", "commit");
    }

    @Test
    void waitsForOneSliceBeforeItWritesTheNext() {
        var slow = begin(100, Duration.ofMillis(50));
        written = Promise.<Void>promise().future();
        var _ = slow.add(file(new RoleName("a"), 100));

        assertThatThrownBy(() -> slow.add(file(new RoleName("b"), 100))).isInstanceOf(AnswerLimit.NoAnswer.class);
        assertThat(log).containsExactly("write 1");
    }

    @Test
    void keepsTopLevelFilesForReadersAndOthersAsFarAsTheyFit() {
        add("small", 10);
        add("large", 9 << 20);
        add("late", 10);
        var _ = writer.add(file(RoleName.TIMESTAMP, 10));

        assertThat(writer.commit(STEP)).extracting(file -> file.role().value()).containsExactly("small", "timestamp");
    }

    @Test
    void rollsBackUnlessOnlyTheDatabaseKnows() {
        writer.abandon(new Publications.OutcomeUnknown(1, new IllegalStateException()));
        assertThat(log).isEmpty();
        writer.abandon(new IllegalStateException());
        assertThat(log).containsExactly("abandon");
    }

    private SliceWriter begin(int sliceBytes, Duration limit) {
        var pace = new Pace(sliceBytes, Duration.ZERO);
        var current = new CurrentPace(pace, pace, () -> Instant.EPOCH, _ -> false);
        return SliceWriter.begin(new Recorder(), 0, current, new AnswerLimit(limit));
    }

    private void add(String role, int length) {
        assertThat(writer.add(file(new RoleName(role), length)).length()).isEqualTo(length);
    }

    private static StoredFile file(RoleName role, int length) {
        return new StoredFile(role, 1, Instant.EPOCH, Bytes.utf8("x".repeat(length)));
    }

    private final class Recorder implements Publications {
        @Override
        public Future<java.util.Optional<dev.countersign.transparency.LogKey>> logKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Transaction> begin(long expected) {
            return Future.succeededFuture(new Transaction() {
                @Override
                public Future<Void> write(List<StoredFile> files) {
                    log.add("write " + files.size());
                    return written;
                }

                @Override
                public Future<Void> commit(Step step) {
                    log.add("commit");
                    return Future.succeededFuture();
                }

                @Override
                public Future<Void> abandon() {
                    log.add("abandon");
                    return Future.succeededFuture();
                }
            });
        }

        @Override
        public Future<Committed> current() {
            throw new AssertionError();
        }

        @Override
        public Future<Integer> sweepFiles(Instant before, int keep, int limit) {
            throw new AssertionError();
        }

        @Override
        public Future<Integer> sweepTasks(Instant before, int limit) {
            throw new AssertionError();
        }

        @Override
        public Future<Void> redate(Instant now) {
            throw new AssertionError();
        }
    }
}
