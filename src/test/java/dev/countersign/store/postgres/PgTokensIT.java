package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;

import dev.countersign.access.Tokens;
import dev.countersign.access.TokensContract;
import dev.countersign.audit.AuditEntry;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class PgTokensIT implements TokensContract {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final Postgres postgres = database.open(vertx);
    private final PgTokens tokens = new PgTokens(postgres, StoreSamples.AUDIT_ROWS);

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public List<AuditEntry> audited() {
        return StoredAudit.of(postgres);
    }

    @AfterEach
    void close() {
        await(postgres.close());
        await(vertx.close());
        database.close();
    }
}
