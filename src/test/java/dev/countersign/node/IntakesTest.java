package dev.countersign.node;

import static dev.countersign.store.StoreSamples.submission;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.publish.IntakeMemory;
import dev.countersign.publish.MemoryRepository;
import dev.countersign.publish.SubmissionIntake;
import dev.countersign.repository.Receipt;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Submission;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakesTest {
    private static final RepositoryId LARGE = new RepositoryId(2);
    private static final RepositoryId SMALL = new RepositoryId(3);
    private static final int KILOBYTE = 1 << 10;

    private final IntakeMemory memory = new IntakeMemory(100 * KILOBYTE);
    private final Journal journal = new Journal();
    private final Intakes intakes =
            new Intakes(_ -> new SubmissionIntake(journal, SubmissionIntake.Bounds.DEFAULT, memory, () -> {}));
    private long last;

    /** A journal that waits for the test. */
    private static final class Journal extends MemoryRepository {
        private Promise<Void> answer = Promise.promise();

        @Override
        public synchronized Future<Void> append(List<Submission> submissions) {
            return answer.future();
        }
    }

    private Future<Receipt> submit(RepositoryId repository, int kilobytes) {
        return intakes.submit(repository, submission(++last, kilobytes * KILOBYTE));
    }

    private static void assertBusy(Future<Receipt> answer) {
        assertThat(answer.result())
                .isInstanceOfSatisfying(
                        Receipt.NotTaken.class,
                        refused -> assertThat(refused.reason())
                                .isInstanceOfSatisfying(
                                        RepositoryException.Busy.class,
                                        busy -> assertThat(busy.retryAfter()).isPositive()));
    }

    @Test
    void allRepositoriesTogetherHaveSoMuchMemoryAndNoMore() {
        for (int repository = 10; repository < 19; repository++) {
            assertThat(submit(new RepositoryId(repository), 10).isComplete()).isFalse();
        }

        assertBusy(submit(new RepositoryId(19), 10));

        assertThat(memory.taken()).isBetween(90L * KILOBYTE, 100L * KILOBYTE);
    }

    @Test
    void oneWithVeryMuchKeepsNoOtherOut() {
        for (int i = 0; i < 7; i++) {
            assertThat(submit(LARGE, 10).isComplete()).isFalse();
        }

        assertBusy(submit(LARGE, 10));

        assertThat(submit(SMALL, 10).isComplete()).isFalse();
    }

    @Test
    void oneSubmissionIsTakenHoweverLargeItIs() {
        assertThat(submit(LARGE, 200).isComplete()).isFalse();

        assertBusy(submit(SMALL, 1));
    }

    @Test
    void whatIsDurableOrRefusedTakesNoMemory() {
        submit(LARGE, 10);
        submit(LARGE, 10);
        submit(SMALL, 10);

        journal.answer.complete();
        assertThat(memory.taken()).isZero();

        journal.answer = Promise.promise();
        submit(LARGE, 10);
        submit(LARGE, 10);
        journal.answer.fail(new Unavailable("it is away"));
        assertThat(memory.taken()).isZero();
    }

    @Test
    void nothingIsKeptOfRepositoriesThatAreForgotten() {
        submit(LARGE, 1);
        submit(SMALL, 1);
        assertThat(intakes.size()).isEqualTo(2);

        intakes.forget(LARGE);
        assertThat(intakes.size()).as("it has something under way").isEqualTo(2);
        journal.answer.complete();
        intakes.forget(LARGE);

        assertThat(intakes.size()).isEqualTo(1);
    }
}
