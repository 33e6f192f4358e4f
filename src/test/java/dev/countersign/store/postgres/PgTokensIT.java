package dev.countersign.store.postgres;

import dev.countersign.access.Tokens;
import dev.countersign.access.TokensContract;
import dev.countersign.audit.AuditEntry;
import dev.countersign.store.StoreSamples;
import java.util.List;

class PgTokensIT extends WithDatabase implements TokensContract {
    private final PgTokens tokens = new PgTokens(postgres, StoreSamples.AUDIT_ROWS);

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public List<AuditEntry> audited() {
        return StoredAudit.of(postgres);
    }
}
