package dev.countersign.repository;

import static dev.countersign.repository.Examples.NOW;

import dev.countersign.audit.AuditEntry;
import dev.countersign.repository.MirrorState.MirrorCursor;
import java.util.List;

class MemoryMirrorsTest implements MirrorsContract {
    private final MemoryMirrors mirrors = new MemoryMirrors();

    @Override
    public Mirrors mirrors() {
        return mirrors;
    }

    @Override
    public List<AuditEntry> audited() {
        return mirrors.audited;
    }

    @Override
    public void shows(MirrorCursor newest) {
        mirrors.head(RepositoryId.DEFAULT, newest, NOW);
    }
}
