package dev.countersign.repository;

import dev.countersign.audit.AuditEntry;
import java.util.List;

class MemoryRepositoriesTest implements RepositoriesContract {
    private final MemoryRepositories repositories = new MemoryRepositories();

    @Override
    public Repositories repositories() {
        return repositories;
    }

    @Override
    public List<AuditEntry> audited() {
        return repositories.audited;
    }
}
