package dev.countersign.store.postgres;

import static dev.countersign.repository.RepositoryId.DEFAULT;
import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.publish;
import static dev.countersign.store.StoreSamples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.store.Eventually;
import dev.countersign.store.RecordedNews;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PgCurrentPublicationsIT {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final PgCurrentPublications here = new PgCurrentPublications(database.open(vertx));
    private final PgCurrentPublications there = new PgCurrentPublications(database.open(vertx));
    private final RecordedNews woken = new RecordedNews();

    @AfterEach
    void close() {
        here.close();
        there.close();
        await(vertx.close());
        database.close();
    }

    @Test
    void readsTheNumberFromTheRepository() {
        assertThat(await(here.of(DEFAULT).newest())).isZero();
        publish(StoreSamples.publications(database.open(vertx)), step(1));

        assertThat(await(here.of(DEFAULT).newest())).isEqualTo(1);
    }

    @Test
    void wakesOtherNodes() throws InterruptedException {
        here.onNews(woken);
        await(here.start());
        var before = woken.get();

        await(there.of(DEFAULT).announce(1));

        Eventually.holds("this node hears of it", () -> woken.get() > before);
    }

    @Test
    void listensAgainAfterItsConnectionWasCutAndWakesForWhatItMayHaveMissed() throws InterruptedException {
        here.onNews(woken);
        await(here.start());
        var before = woken.get();

        assertThat(database.terminate("query like 'listen%'")).isEqualTo(1);

        Eventually.holds("this node is woken", () -> woken.get() > before);
        var again = woken.get();
        await(there.of(DEFAULT).announce(1));
        Eventually.holds("this node hears of it", () -> woken.get() > again);
    }

    @Test
    void announcingWithoutPostgresIsNoError() {
        database.close();

        await(here.of(DEFAULT).announce(1));
    }
}
