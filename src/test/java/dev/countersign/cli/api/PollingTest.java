package dev.countersign.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Timing;
import dev.countersign.client.ClientException;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PollingTest {
    private final SimulatedTiming timing = new SimulatedTiming();

    @Test
    void pausesGrowUpToTwoSeconds() {
        var questions = new ArrayList<Integer>();

        new Polling(Duration.ofMinutes(5), timing)
                .until(
                        () -> {
                            questions.add(0);
                            return questions.size() == 20 ? Optional.of("answer") : Optional.empty();
                        },
                        () -> new CliFailure.TimedOut("no"));

        assertThat(timing.pauses)
                .hasSize(19)
                .isSorted()
                .startsWith(Duration.ofMillis(50))
                .endsWith(Duration.ofSeconds(2));
    }

    @Test
    void theTimeAllowedIsNeverExceeded() {
        var polling = new Polling(Duration.ofSeconds(7), timing);

        assertThatThrownBy(() -> polling.until(Optional::empty, () -> new CliFailure.TimedOut("no answer")))
                .isInstanceOf(CliFailure.TimedOut.class)
                .hasMessage("no answer");
        assertThat(timing.pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void filesOneByOneAreWaitedForAsLongEach() {
        var failures = new ArrayList<>(List.of("1.a", "2.a", "3.a"));
        MetadataSource away = (name, max) -> {
            if (failures.remove(name)) {
                throw new ClientException.Unreachable("away", null, Duration.ofSeconds(5));
            }
            return Optional.of(Bytes.EMPTY);
        };
        var patient = new PatientMetadata(away, () -> new Polling(Duration.ofSeconds(7), timing));
        for (var name : List.copyOf(failures)) {
            assertThat(patient.fetch(name, 1)).isPresent();
        }
        assertThat(timing.pauses).hasSize(3).containsOnly(Duration.ofSeconds(5));
    }

    @Test
    void aBusyServerIsLeftAloneForAsLongAsItAsks() {
        var answers = new ArrayList<>(List.of(3, 1));

        new Polling(Duration.ofMinutes(1), timing).whenNotBusy(() -> {
            if (answers.isEmpty()) {
                return "done";
            }
            throw new CliFailure.ServerBusy(Duration.ofSeconds(answers.removeFirst()), "busy");
        });

        assertThat(timing.pauses).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(1));
    }

    @Test
    void aServerThatIsNotThereIsWaitedForAndThatIsSaid() {
        var said = new ArrayList<String>();
        var tries = new ArrayList<Integer>();

        var answer = new Polling(Duration.ofMinutes(1), timing, failure -> said.add(failure.getMessage()))
                .whenNotBusy(() -> {
                    tries.add(0);
                    if (tries.size() < 4) {
                        throw new CliFailure.ServerUnreachable("connection refused", null).repeatable();
                    }
                    return "done";
                });

        assertThat(answer).isEqualTo("done");
        assertThat(said).containsExactly("connection refused", "connection refused", "connection refused");
        assertThat(timing.pauses).hasSize(3).containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void aServerThatNeverComesIsGivenUpInTime() {
        var polling = new Polling(Duration.ofSeconds(10), timing);
        var failure = new CliFailure.ServerUnreachable("connection refused", null).repeatable();

        assertThatThrownBy(() -> polling.whenNotBusy(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(timing.pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whoeverIsInterruptedSaysSo() {
        var polling = new Polling(Duration.ofMinutes(1), Timing.SYSTEM);

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> polling.until(Optional::empty, () -> new CliFailure.TimedOut("no answer")))
                .hasMessage("interrupted while waiting: no answer");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatMayHaveBeenDoneIsNotSentTwice() {
        var lost = new CliFailure.ServerUnreachable("the connection was lost", null);

        assertThatThrownBy(() -> new Polling(Duration.ofMinutes(1), timing).whenNotBusy(() -> {
                    throw lost;
                }))
                .isSameAs(lost);
        assertThat(timing.pauses).isEmpty();
    }

    /** Time that passes only by sleeping. */
    static final class SimulatedTiming implements Timing {
        final List<Duration> pauses = new ArrayList<>();
        private long now;

        @Override
        public synchronized long nanos() {
            return now;
        }

        @Override
        public synchronized void sleep(Duration duration) {
            pauses.add(duration);
            now += duration.toNanos();
        }
    }
}
