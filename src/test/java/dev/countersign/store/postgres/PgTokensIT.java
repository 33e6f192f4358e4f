package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;

import dev.countersign.access.Tokens;
import dev.countersign.access.TokensContract;
import dev.countersign.store.TestPostgres;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;

class PgTokensIT implements TokensContract {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final Postgres postgres = database.open(vertx);
    private final PgTokens tokens = new PgTokens(postgres);

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @AfterEach
    void close() {
        await(postgres.close());
        await(vertx.close());
        database.close();
    }
}
