package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;

import dev.countersign.store.TestPostgres;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;

/** A test with a migrated database of its own, which ends with it. */
abstract class WithDatabase {
    final Vertx vertx = Vertx.vertx();
    final TestPostgres.Database database = TestPostgres.database();
    final Postgres postgres = database.open(vertx);

    @AfterEach
    final void closeDatabase() {
        await(vertx.close());
        database.close();
    }
}
