package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.publish;
import static dev.countersign.store.StoreSamples.step;

import dev.countersign.repository.AuditContract;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class PgAuditTrailIT implements AuditContract {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final Postgres postgres = database.open(vertx);
    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgJournal journal = new PgJournal(postgres, RepositoryId.DEFAULT, StoreSamples.AUDIT_ROWS);
    private final PgAuditTrail audit = new PgAuditTrail(postgres, StoreSamples.AUDIT_ROWS);

    @AfterEach
    void close() {
        await(vertx.close());
        database.close();
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public AuditTrail audit() {
        return audit;
    }

    @Override
    public AuditLeaves leaves() {
        return new PgAuditLeaves(postgres, RepositoryId.DEFAULT);
    }

    @Override
    public void settle(long journal, Map<Long, TaskOutcome> outcomes) {
        publish(publications, new Step(step(1, journal, List.of()).head(), null, List.of(), outcomes, 4));
    }
}
