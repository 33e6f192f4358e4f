package dev.countersign.store;

import static dev.countersign.store.Samples.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.repository.Unavailable;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PgLeadershipIT {
    private static final String LEADER = "pid in (select pid from pg_locks where locktype = 'advisory' and granted)";

    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final PgLeadership first = new PgLeadership(database.open(vertx));
    private final PgLeadership second = new PgLeadership(database.open(vertx));

    @AfterEach
    void close() {
        first.close();
        second.close();
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
