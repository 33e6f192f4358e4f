package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditFilter;
import dev.countersign.audit.AuditQuery;
import dev.countersign.audit.AuditRow;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.StoreSamples;
import java.util.List;

/** What the audit of the repository default has. */
final class StoredAudit {
    private StoredAudit() {}

    static List<AuditEntry> of(Postgres postgres) {
        var all = new AuditQuery(AuditFilter.ALL, AuditQuery.Order.OLDEST_FIRST, null, 1_000);
        return await(new PgAuditTrail(postgres, StoreSamples.AUDIT_ROWS).page(RepositoryId.DEFAULT, all))
                .rows()
                .stream()
                .map(AuditRow::entry)
                .toList();
    }
}
