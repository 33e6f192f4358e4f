package dev.countersign.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Mirror;
import dev.countersign.repository.MirrorState.MirrorProblem;
import dev.countersign.repository.Mirrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class MirroringTest {
    private final MirrorSample sample = new MirrorSample();
    private final AtomicLong nanos = new AtomicLong();
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Mirroring mirroring = mirroring();
    private volatile boolean unopenable;

    /** What happens when it is told that it failed, before that is noted. */
    private volatile Runnable failing = () -> {};

    private Mirroring mirroring() {
        var ports = new Mirroring.MirrorPorts(
                sample.mirrors,
                this::open,
                sample,
                new Mirrors.SweepRule(Duration.ofHours(1), 1),
                () -> sample.leads,
                sample.clock(),
                nanos::get);
        return new Mirroring(sample.state(), ports, new Mirroring.MirrorListener() {
            @Override
            public void well(Mirror mirror, int files) {
                told.add("well " + files);
            }

            @Override
            public void failed(Mirror mirror, MirrorFailure failure) {
                failing.run();
                told.add(failure.kind());
            }
        });
    }

    private MirrorStore open() {
        if (unopenable) {
            throw new MirrorFailure.NotLetIn("its region is not known");
        }
        return sample.store;
    }

    private String heard() throws InterruptedException {
        var word = told.poll(20, TimeUnit.SECONDS);
        assertThat(word).as("nothing was told within 20 s").isNotNull();
        return word;
    }

    private String looked() throws InterruptedException {
        mirroring.look(sample.state());
        return heard();
    }

    /** The pause that it makes now is over. */
    private void lookLater() {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        mirroring.look(sample.state());
    }

    /** Goes on looking until this is told. What is told before is of attempts that had begun before. */
    private void looksUntil(String beginning) throws InterruptedException {
        var words = new ArrayList<String>();
        for (int look = 0; look < 400; look++) {
            lookLater();
            var word = told.poll(50, TimeUnit.MILLISECONDS);
            if (word != null && word.startsWith(beginning)) {
                return;
            }
            Optional.ofNullable(word).ifPresent(words::add);
        }
        assertThat(words).as("what was told in 400 looks").contains(beginning);
    }

    /** Something was published, and a file of it is another one there. */
    private void spoiled() throws InterruptedException {
        sample.publish();
        assertThat(looked()).startsWith("well");
        spoil("1.bins-0.json");
    }

    /** A file is another one there, and the next full check finds it. */
    private void spoil(String file) {
        sample.store.files.put(file, Bytes.utf8("{}"));
        var _ = sample.mirrors.askToCheck(MirrorSample.DEFAULT, sample.mirror, sample.now, Examples.ORIGIN);
    }

    private boolean isAlarm() {
        return sample.state().problem().map(MirrorProblem::alarm).orElse(false);
    }

    @Test
    void whatWasPublishedIsCopiedAndTold() throws InterruptedException {
        sample.publish();
        assertThat(looked()).isEqualTo("well 5");
        assertThat(sample.walk().targets()).hasSize(1);
        sample.publish();
        assertThat(looked()).isEqualTo("well 3");
    }

    @Test
    void oneThatIsAwayIsTriedAgainLaterAndThenGetsWhatIsNewest() throws InterruptedException {
        sample.publish();
        sample.store.away = true;
        assertThat(looked()).isEqualTo("away");
        until(() -> sample.state().problem().map(MirrorProblem::sentence).isPresent());
        sample.publish();
        sample.publish();
        mirroring.look(sample.state());
        assertThat(told).isEmpty();
        sample.store.away = false;

        looksUntil("well 5");

        assertThat(sample.store.deeds).contains("+3.snapshot.json").doesNotContain("+1.snapshot.json");
        assertThat(sample.state().problem()).isEmpty();
    }

    @Test
    void wrongCredentialsAreToldAndNoted() throws InterruptedException {
        sample.publish();
        sample.store.denied = true;
        assertThat(looked()).isEqualTo("refused");
        until(() -> sample.state().problem().isPresent());
        assertThat(sample.state().problem().orElseThrow().alarm()).isFalse();
    }

    @Test
    void aPlaceThatDidNotLetItInIsOpenedAnew() throws InterruptedException {
        sample.publish();
        sample.store.denied = true;
        assertThat(looked()).isEqualTo("refused");
        unopenable = true;

        looksUntil("refused");

        until(() -> sample.state()
                .problem()
                .map(MirrorProblem::sentence)
                .filter("its region is not known"::equals)
                .isPresent());
        unopenable = false;
        sample.store.denied = false;
        looksUntil("well 5");
    }

    @Test
    void aPlaceThatCannotBeOpenedIsToldAndNoted() throws InterruptedException {
        sample.publish();
        unopenable = true;
        assertThat(looked()).isEqualTo("refused");
        until(() -> sample.state().problem().isPresent());
        assertThat(sample.state().problem().map(MirrorProblem::sentence)).contains("its region is not known");
        unopenable = false;

        looksUntil("well 5");

        assertThat(sample.state().problem()).isEmpty();
    }

    @Test
    void whatNobodyNeedsGoesOnceItsTimeHasCome() throws InterruptedException {
        sample.publish();
        assertThat(looked()).isEqualTo("well 5");
        sample.publish();
        assertThat(looked()).isEqualTo("well 3");
        assertThat(sample.state().isDue()).isFalse();
        sample.now = sample.now.plus(Duration.ofHours(2));

        assertThat(looked()).isEqualTo("well 0");

        assertThat(sample.store.files).containsKey("2.bins-0.json").doesNotContainKey("1.bins-0.json");
        assertThat(sample.state().isDue()).isFalse();
    }

    @Test
    void anAlarmIsNotedAndEndsWhenAllIsMended() throws InterruptedException {
        spoiled();
        assertThat(looked()).isEqualTo("unverifiable");
        until(this::isAlarm);
        assertThat(sample.state().checked().problem()).isPresent();

        looksUntil("well");

        assertThat(sample.walk().targets()).hasSize(1);
        assertThat(sample.state().problem()).isEmpty();
    }

    @Test
    void anAlarmStaysWhileNobodyIsLetInToMendIt() throws InterruptedException {
        spoiled();
        assertThat(looked()).isEqualTo("unverifiable");
        sample.store.denied = true;
        looksUntil("refused");
        until(() -> sample.state()
                .problem()
                .filter(problem -> problem.alarm() && problem.sentence().equals("it does not take these credentials"))
                .isPresent());
        sample.store.denied = false;

        looksUntil("well");

        assertThat(sample.walk().targets()).hasSize(1);
        assertThat(sample.state().problem()).isEmpty();
    }

    @Test
    void anAlarmThatCouldNotBeNotedIsNotedLater() throws InterruptedException {
        spoiled();
        failing = () -> sample.mirrors.isAway = true;
        assertThat(looked()).isEqualTo("unverifiable");
        until(() -> sample.mirrors.unheard.get() >= 1);
        assertThat(sample.state().isDue()).isFalse();
        failing = () -> {};
        sample.mirrors.isAway = false;
        sample.store.denied = true;

        looksUntil("refused");

        until(this::isAlarm);
        sample.store.denied = false;
        looksUntil("well");
        assertThat(sample.walk().targets()).hasSize(1);
        assertThat(sample.state().problem()).isEmpty();
    }

    /** Not even what the check has found could be noted. */
    @Test
    void anAlarmOfACheckThatCouldNotBeNotedIsNotedLater() throws InterruptedException {
        spoiled();
        sample.mirrors.isAway = true;
        assertThat(looked()).isEqualTo("away");
        until(() -> sample.mirrors.unheard.get() >= 2);
        sample.mirrors.isAway = false;
        sample.store.denied = true;

        looksUntil("refused");

        until(this::isAlarm);
    }

    @Test
    void anAlarmIsOverOnceItIsMendedAlthoughNothingCanBeRemoved() throws InterruptedException {
        spoiltWithSomethingToRemove();
        sample.store.removing = () -> {
            throw new MirrorFailure.NotLetIn("it removes nothing");
        };

        looksUntil("refused");

        until(() -> sample.state()
                .problem()
                .filter(problem -> !problem.alarm() && problem.sentence().equals("it removes nothing"))
                .isPresent());
        sample.store.offered.clear();
        // The first of them may have begun before.
        looksUntil("refused");
        looksUntil("refused");
        assertThat(sample.store.offered).as("looked at anew").containsOnly("1.root.json");
        assertThat(isAlarm()).isFalse();
    }

    @Test
    void anAlarmIsOverOnceItIsMendedAlthoughThatCouldNotBeNoted() throws InterruptedException {
        spoiltWithSomethingToRemove();
        sample.store.removing = () -> sample.mirrors.isAway = true;
        looksUntil("away");
        until(() -> sample.mirrors.unheard.get() >= 2);
        assertThat(isAlarm()).isTrue();
        sample.store.removing = () -> {};
        sample.store.away = true;

        until(() -> {
            sample.mirrors.isAway = false;
            lookLater();
            return !isAlarm();
        });

        assertThat(sample.state().problem()).isPresent();
    }

    private void spoiltWithSomethingToRemove() throws InterruptedException {
        sample.publish();
        assertThat(looked()).startsWith("well");
        sample.publish();
        assertThat(looked()).startsWith("well");
        sample.now = sample.now.plus(Duration.ofHours(2));
        spoil("2.bins-0.json");
        assertThat(looked()).isEqualTo("unverifiable");
        until(this::isAlarm);
    }

    @Test
    void anAlarmStaysWhenAnotherProcessCannotOpenThePlace() throws InterruptedException {
        spoiled();
        assertThat(looked()).isEqualTo("unverifiable");
        until(this::isAlarm);
        unopenable = true;
        mirroring().look(sample.state());
        assertThat(heard()).isEqualTo("refused");
        until(() -> sample.state()
                .problem()
                .filter(problem -> problem.alarm() && problem.sentence().equals("its region is not known"))
                .isPresent());
    }

    @Test
    void whatIsOverIsNotedAlthoughTheProblemBeforeItCouldNotBe() throws InterruptedException {
        sample.publish();
        sample.store.away = true;
        assertThat(looked()).isEqualTo("away");
        until(() -> sample.state().problem().isPresent());
        sample.mirrors.isAway = true;
        sample.store.denied = true;
        sample.store.away = false;
        looksUntil("refused");
        until(() -> sample.mirrors.unheard.get() >= 1);
        sample.mirrors.isAway = false;
        sample.store.denied = false;

        looksUntil("well 5");

        assertThat(sample.state().problem()).isEmpty();
    }

    @Test
    void whoseClaimIsLostIsOver() throws InterruptedException {
        sample.publish();
        assertThat(looked()).startsWith("well");
        var _ = sample.mirrors.claim(sample.mirror);
        sample.publish();
        mirroring.look(sample.state());
        until(mirroring::isOver);
        assertThat(sample.walk().timestampVersion()).isEqualTo(1);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        for (int look = 0; look < 4_000 && !condition.getAsBoolean(); look++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
