package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.repository.Unavailable;
import dev.countersign.store.Eventually;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import dev.countersign.store.TestProxy;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PgLeadershipIT {
    private static final String LEADER = "pid in (select pid from pg_locks where locktype = 'advisory' and granted)";

    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final TestProxy network = TestProxy.to(TestPostgres.port());
    private final AtomicLong jump = new AtomicLong();
    private final PgLeadership first =
            new PgLeadership(database.open(vertx, network.uri(database.uri())), () -> System.nanoTime() + jump.get());
    private final PgLeadership second = new PgLeadership(database.open(vertx), System::nanoTime);

    @AfterEach
    void close() {
        first.close();
        second.close();
        network.close();
        await(vertx.close());
        database.close();
    }

    @Test
    void isGivenToOneNode() throws InterruptedException {
        var term = await(first.acquire());
        var other = second.acquire();

        Eventually.holds("the other asks", () -> asked() >= 1);

        assertThat(other.isComplete()).isFalse();
        assertThat(term.ended().isComplete()).isFalse();
    }

    @Test
    void movesWhenTheConnectionOfTheLeaderIsCut() {
        var term = await(first.acquire());
        var other = second.acquire();

        assertThat(database.terminate(LEADER)).isEqualTo(1);

        await(term.ended());
        assertThat(await(other).ended().isComplete()).isFalse();
    }

    @Test
    void isCertainNoLongerBeforeAnotherCanLead() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            var term = await(first.acquire());
            var both = new AtomicBoolean();
            var other = second.acquire().map(next -> {
                both.set(term.isCertain());
                return next;
            });
            Thread.sleep(ThreadLocalRandom.current().nextInt(200));
            Eventually.holds("the leader is sure", term::isCertain);

            network.lose();
            var next = await(other);
            assertThat(both).as("both lead").isFalse();
            network.restore();
            await(term.ended());
            await(next.release());
        }
    }

    @Test
    void isCertainAgainWhenAShortOutageIsOver() throws InterruptedException {
        var term = await(first.acquire());
        network.hold();
        Eventually.holds("the leader doubts", () -> !term.isCertain());

        network.restore();

        Eventually.holds("the leader is sure again", term::isCertain);
        assertThat(term.ended().isComplete()).isFalse();
    }

    /** As on a busy machine: heartbeats are late, and nothing is wrong. */
    @Test
    void isConfirmedByADatabaseThatWasOnlySlow() throws InterruptedException {
        var term = await(first.acquire());
        network.hold();
        Eventually.holds("the leader doubts", () -> !term.isCertain());
        var confirmed = term.confirmed();
        assertThat(confirmed.isComplete()).isFalse();

        network.restore();

        await(confirmed);
        assertThat(term.ended().isComplete()).isFalse();
    }

    @Test
    void isConfirmedAfterThisProcessStoodStillIfItStillLeads() {
        var term = await(first.acquire());
        boolean sure = false;
        // An answer may be late on a busy machine, but not each time.
        for (int attempt = 0; attempt < 5 && !sure; attempt++) {
            jump.addAndGet(Duration.ofMillis(300).toNanos());
            sure = await(term.confirmed().map(_ -> term.isCertain()).otherwise(false));
        }
        assertThat(sure).as("sure as soon as it is confirmed").isTrue();
    }

    @Test
    void isNotConfirmedWithoutAnAnswerNorByOneThatIsTooOld() throws InterruptedException {
        var term = await(first.acquire());
        network.toClient().delay(Duration.ofMillis(330));
        Eventually.holds("the leader doubts", () -> !term.isCertain());
        assertThatThrownBy(() -> await(term.confirmed())).isInstanceOf(Unavailable.class);
        network.toClient().delay(Duration.ZERO);

        network.lose();
        Eventually.holds("the leader doubts", () -> !term.isCertain());
        assertThatThrownBy(() -> await(term.confirmed())).isNotNull();
        assertThatThrownBy(() -> await(term.confirmed())).isNotNull();
        assertThat(term.isCertain()).isFalse();
    }

    @Test
    void countsFromWhenAHeartbeatWasSentAndNotFromItsAnswer() throws InterruptedException {
        var term = await(first.acquire());

        // Each answer is older than what a heartbeat proves.
        network.toClient().delay(Duration.ofMillis(330));
        Eventually.holds("the answers of before are too old", () -> !term.isCertain());

        for (int i = 0; i < 50; i++) {
            assertThat(term.isCertain()).isFalse();
            Thread.sleep(10);
        }
        assertThat(term.ended().isComplete()).isFalse();
    }

    @Test
    void doubtsAtOnceAfterThisProcessStoodStill() throws InterruptedException {
        var term = await(first.acquire());
        Eventually.holds("the leader is sure", term::isCertain);

        jump.addAndGet(Duration.ofMillis(300).toNanos());

        assertThat(term.isCertain()).isFalse();
    }

    @Test
    void isNotCertainOnceItHasEnded() {
        var term = await(first.acquire());

        await(term.release());

        assertThat(term.isCertain()).isFalse();
    }

    @Test
    void theNextLeaderDoesNotWaitForWhatTheLastLeftUnfinished() throws InterruptedException {
        await(first.acquire());
        var stalled = StoreSamples.publications(database.open(vertx, network.uri(database.uri())));
        var open = await(stalled.begin(0));
        await(open.write(List.of(StoreSamples.file("bins-0", 1))));
        Eventually.holds(
                "a row is locked",
                () -> database.number("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and state = 'idle in transaction' and query like '%insert into metadata%'")
                        == 1);
        network.hold();
        await(second.acquire());
        var started = System.nanoTime();

        StoreSamples.publish(
                StoreSamples.publications(database.open(vertx)), StoreSamples.step(1), StoreSamples.file("bins-0", 1));

        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .as("before PostgreSQL ends what stands idle")
                .isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void movesWhenItIsReleased() {
        var term = await(first.acquire());
        var other = second.acquire();

        await(term.release());

        await(other);
        await(term.ended());
    }

    @Test
    void canBeAcquiredAgain() {
        await(await(first.acquire()).release());

        await(first.acquire());
    }

    @Test
    void survivesThatTheCandidateIsCut() throws InterruptedException {
        var term = await(first.acquire());
        var other = second.acquire();
        Eventually.holds("the other asks", () -> asked() >= 1);
        database.terminate("query like '%pg_try_advisory_lock%' and not (" + LEADER + ")");

        await(term.release());

        await(other);
    }

    @Test
    void isNotAskedForAnyMoreAfterClose() {
        await(first.acquire());
        var other = second.acquire();

        second.close();

        assertThatThrownBy(() -> await(other)).isInstanceOf(Unavailable.class);
    }

    private long asked() {
        return database.number("select count(*) from pg_stat_activity where datname = current_database()"
                + " and query like '%pg_try_advisory_lock%' and pid <> pg_backend_pid() and not (" + LEADER + ")");
    }
}
