package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.publish.ClockVerdict.Witness;
import dev.countersign.repository.Change;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.TaskResult;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clocks that are wrong, were wrong, or jump; seen as a client and as an operator sees it. */
class ClockTest {
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    private final Bench bench = new Bench();
    private Instant right = bench.now;

    @BeforeEach
    void bootstrap() {
        bench.bootstrapBins(16);
        bench.add("before");
        bench.settle();
        assertThat(bench.failures).isEmpty();
        right = bench.now;
    }

    @Test
    void onceFarAheadIsSaidAndWaitsForAnOperator() {
        startedFarAheadOnce();
        var timestamp = bench.store.head().timestamp();
        var task = bench.add("waits");

        bench.settle();

        assertThat(bench.obstacle).isInstanceOfSatisfying(Obstacle.DoubtedClock.class, obstacle -> {
            assertThat(obstacle.doubt().witness()).isEqualTo(Witness.PUBLICATION);
            assertThat(obstacle.doubt().difference()).isEqualTo(TEN_YEARS);
            assertThat(obstacle.sentence())
                    .contains("3650 days after the clock of this machine")
                    .contains("publishing.misdated to " + bench.store.head().publication());
        });
        assertThat(bench.store.head().timestamp()).isEqualTo(timestamp);
        assertThat(bench.result(task)).isNull();
        assertThat(bench.latest.view().head().timestamp())
                .as("readers are served")
                .isEqualTo(timestamp);
    }

    @Test
    void anOperatorsWordGivesFreezeProtectionBack() {
        startedFarAheadOnce();
        var before = bench.store.head();
        assertThat(expires(RoleName.TIMESTAMP, before.timestamp())).isAfter(right.plus(TEN_YEARS));

        confirm();
        bench.add("after");
        bench.settle();

        var head = bench.store.head();
        assertThat(bench.obstacle).isNull();
        assertThat(head.timestamp()).isGreaterThan(before.timestamp());
        assertThat(head.committedAt()).isEqualTo(right);
        assertThat(bench.store.redated).isEqualTo(right);
        assertThat(expires(RoleName.TIMESTAMP, head.timestamp())).isEqualTo(right.plus(Duration.ofDays(1)));
        assertThat(expires(RoleName.SNAPSHOT, head.snapshot())).isEqualTo(right.plus(Duration.ofDays(7)));
        assertThat(expires(RoleName.TARGETS, head.targets())).isEqualTo(right.plus(Duration.ofDays(365)));
        assertThat(newestBins()).allSatisfy(expires -> assertThat(expires).isEqualTo(right.plus(Duration.ofDays(30))));
        assertThat(bench.walk()).containsKeys("before", "future", "after");
    }

    /** Whatever has just been read of it. */
    @Test
    void aClockThatIsSetAheadWhileAStepIsUnderWayDatesNothing() {
        for (var reads = 1; reads < 40; reads++) {
            bench.now = bench.now.plus(Duration.ofHours(30));
            bench.restart();
            bench.add("during-" + reads);
            bench.readsUntilSet = reads;
            bench.settle();
            assertThat(bench.store.head().committedAt())
                    .as("set after %s readings", reads)
                    .isBeforeOrEqualTo(bench.now);
            assertThat(expires(RoleName.TIMESTAMP, bench.store.head().timestamp()))
                    .isBeforeOrEqualTo(bench.now.plus(Duration.ofDays(1)));

            bench.readsUntilSet = Integer.MAX_VALUE;
            bench.settle();
            assertThat(bench.walk()).containsKey("during-" + reads);
        }
    }

    @Test
    void afterThatItRunsAsEver() {
        startedFarAheadOnce();
        confirm();
        for (var hour = 0; hour < 24 * 40; hour++) {
            bench.now = bench.now.plus(Duration.ofHours(1));
            bench.settle();
            if (hour % 6 == 0) {
                assertThat(bench.walk()).containsKeys("before", "future");
                assertThat(expires(RoleName.TIMESTAMP, bench.store.head().timestamp()))
                        .isBeforeOrEqualTo(bench.now.plus(Duration.ofDays(1)));
            }
        }
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void aRootThatExpiresBeforeTheWrongDateIsTaken() {
        startedFarAheadOnce();
        var update = bench.submit(new Change.UpdateRoot(
                Bench.signed(bench.root(2, bench.online, 2, bench.alice, bench.bob), bench.alice, bench.bob)));
        confirm();
        bench.settle();

        assertThat(bench.store.head().root()).isEqualTo(2);
        assertThat(bench.result(update)).isInstanceOf(TaskResult.Succeeded.class);
    }

    @Test
    void someHoursAheadAreMadeGoodAtOnce() {
        bench.now = right.plus(Duration.ofHours(6));
        bench.add("future");
        bench.settle();
        bench.restart();
        bench.now = right;

        bench.settle();

        assertThat(bench.obstacle).isNull();
        assertThat(bench.store.head().committedAt()).isEqualTo(right);
        assertThat(expires(RoleName.TIMESTAMP, bench.store.head().timestamp()))
                .isEqualTo(right.plus(Duration.ofDays(1)));
    }

    @Test
    void someMinutesBetweenNodesAreNoNews() {
        bench.restart();
        bench.now = right.minus(Duration.ofMinutes(4));
        var publication = bench.store.head().publication();

        bench.settle();

        assertThat(bench.obstacle).isNull();
        assertThat(bench.store.head().publication()).isEqualTo(publication);
    }

    @Test
    void aClockSetFarBackWhileRunningStopsPublishingUntilItIsRightAgain() {
        bench.now = right.minus(TEN_YEARS);
        bench.add("new");
        bench.settle();
        assertThat(bench.obstacle).isInstanceOf(Obstacle.DoubtedClock.class);

        bench.now = right.plus(Duration.ofMinutes(1));
        bench.settle();
        assertThat(bench.obstacle).isNull();
        assertThat(bench.walk()).containsKeys("before", "new");
    }

    @Test
    void aClockFarAheadOfPostgresqlSignsNothing() {
        var head = bench.store.head();
        bench.restart();
        bench.now = right.plus(TEN_YEARS);
        bench.storeAhead = TEN_YEARS.negated();
        bench.add("new");
        bench.settle();

        assertThat(bench.store.head()).isEqualTo(head);
        assertThat(bench.obstacle).isInstanceOfSatisfying(Obstacle.DoubtedClock.class, obstacle -> {
            assertThat(obstacle.doubt().witness()).isEqualTo(Witness.POSTGRESQL);
            assertThat(obstacle.sentence()).contains("3650 days ahead of the clock of PostgreSQL");
        });

        bench.now = right;
        bench.storeAhead = Duration.ZERO;
        bench.compareClocks();
        bench.settle();
        assertThat(bench.walk()).containsKeys("before", "new");
    }

    @Test
    void aClockFarBehindPostgresqlSignsNothing() {
        bench.restart();
        bench.now = Instant.parse("1970-01-01T00:00:10Z");
        bench.storeAhead = Duration.between(bench.now, right);
        bench.add("new");
        bench.settle();

        assertThat(bench.obstacle)
                .isInstanceOfSatisfying(
                        Obstacle.DoubtedClock.class,
                        obstacle -> assertThat(obstacle.doubt().witness()).isEqualTo(Witness.POSTGRESQL));
    }

    /** Between two comparisons PostgreSQL's time goes on with the steady clock, so the jump is seen before it is used. */
    @Test
    void aJumpWhileRunningIsSeenBeforeAnythingIsSigned() {
        bench.compares = false;
        var head = bench.store.head();
        bench.now = right.plus(TEN_YEARS);
        bench.nanos += Duration.ofSeconds(1).toNanos();
        bench.add("new");
        bench.settle();
        assertThat(bench.store.head()).isEqualTo(head);

        // A machine that slept: both clocks went on.
        bench.compareClocks();
        bench.settle();
        assertThat(bench.store.head().publication()).isGreaterThan(head.publication());
    }

    @Test
    void someHoursBetweenTheClocksAreSaidButStopNothing() {
        bench.restart();
        bench.storeAhead = Duration.ofHours(2);
        bench.add("new");
        bench.settle();

        assertThat(bench.obstacle).isNull();
        assertThat(bench.walk()).containsKeys("new");
    }

    /** One start ten years ahead, in which everything was renewed and something added; then the right time again. */
    private void startedFarAheadOnce() {
        bench.restart();
        bench.now = right.plus(TEN_YEARS);
        bench.add("future");
        bench.settle();
        bench.restart();
        bench.now = right;
    }

    private void confirm() {
        bench.restart();
        bench.misdated = bench.store.head().publication();
    }

    private Instant expires(RoleName role, int version) {
        return bench.store.files().get(new RoleVersion(role, version)).expires();
    }

    private java.util.List<Instant> newestBins() {
        var snapshot = dev.countersign.tuf.Metadata.parseSnapshot(bench.store
                        .files()
                        .get(new RoleVersion(
                                RoleName.SNAPSHOT, bench.store.head().snapshot()))
                        .bytes())
                .signed();
        return snapshot.meta().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("bins-"))
                .map(entry -> expires(
                        RoleName.delegated(entry.getKey().replace(".json", "")),
                        entry.getValue().version()))
                .toList();
    }
}
