package dev.countersign.http;

import dev.countersign.access.Tokens;
import dev.countersign.access.TokensContract;
import dev.countersign.audit.AuditEntry;
import java.util.List;

/** The fake that tests of callers ask keeps what the port promises. */
class MemoryTokensTest implements TokensContract {
    private final MemoryTokens tokens = new MemoryTokens();

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public List<AuditEntry> audited() {
        return tokens.audited;
    }
}
