package dev.countersign.store;

import static dev.countersign.store.Samples.await;
import static dev.countersign.store.Samples.publish;
import static dev.countersign.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PgCurrentPublicationIT {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final PgCurrentPublication here = new PgCurrentPublication(database.open(vertx));
    private final PgCurrentPublication there = new PgCurrentPublication(database.open(vertx));
    private final AtomicInteger woken = new AtomicInteger();

    @AfterEach
    void close() {
        here.close();
        there.close();
        await(vertx.close());
        database.close();
    }

    @Test
    void readsTheNumberFromTheRepository() {
        assertThat(await(here.newest())).isZero();
        publish(new PgPublications(database.open(vertx)), step(1));

        assertThat(await(here.newest())).isEqualTo(1);
    }

    @Test
    void wakesOtherNodes() throws InterruptedException {
        here.onAnnounced(woken::incrementAndGet);
        await(here.start());
        var before = woken.get();

        await(there.announce(1));

        Eventually.holds("this node hears of it", () -> woken.get() > before);
    }

    @Test
    void listensAgainAfterItsConnectionWasCutAndWakesForWhatItMayHaveMissed() throws InterruptedException {
        here.onAnnounced(woken::incrementAndGet);
        await(here.start());
        var before = woken.get();

        assertThat(database.terminate("query like 'listen%'")).isEqualTo(1);

        Eventually.holds("this node is woken", () -> woken.get() > before);
        var again = woken.get();
        await(there.announce(1));
        Eventually.holds("this node hears of it", () -> woken.get() > again);
    }

    @Test
    void announcingWithoutPostgresIsNoError() {
        database.close();

        await(here.announce(1));
    }
}
