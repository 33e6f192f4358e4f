package dev.countersign.publish;

import dev.countersign.repository.AuditContract;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalContract;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.MetadataFilesContract;
import dev.countersign.repository.Publications;
import dev.countersign.repository.PublicationsContract;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.TaskOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The fake on which publishing is tested keeps what the ports promise. */
class MemoryRepositoryTest implements JournalContract, AuditContract, PublicationsContract, MetadataFilesContract {
    private final MemoryRepository store = new MemoryRepository();

    @Override
    public Journal journal() {
        return store;
    }

    @Override
    public AuditTrail audit() {
        return store.audit;
    }

    @Override
    public AuditLeaves leaves() {
        return store;
    }

    @Override
    public void settle(long journal, Map<Long, TaskOutcome> outcomes) {
        var head = new Head(1, journal, Instant.EPOCH, 0, 0, 0, 0);
        store.begin(0)
                .await()
                .commit(new Publications.Step(head, null, List.of(), outcomes, 0))
                .await();
    }

    @Override
    public Publications publications() {
        return store;
    }

    @Override
    public MetadataFiles files() {
        return store;
    }

    @Override
    public void publish(StoredFile... files) {
        var number = store.head().publication();
        var head = new Head(number + 1, 0, Instant.EPOCH, 1, 1, 1, 1);
        var transaction = store.begin(number).await();
        transaction.write(List.of(files)).await();
        transaction
                .commit(new Publications.Step(head, null, List.of(), Map.of(), 4))
                .await();
    }
}
