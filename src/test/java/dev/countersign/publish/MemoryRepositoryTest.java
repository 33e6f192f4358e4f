package dev.countersign.publish;

import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalContract;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.MetadataFilesContract;
import dev.countersign.repository.Publications;
import dev.countersign.repository.PublicationsContract;
import dev.countersign.repository.StoredFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The fake on which publishing is tested keeps what the ports promise. */
class MemoryRepositoryTest implements JournalContract, PublicationsContract, MetadataFilesContract {
    private final MemoryRepository store = new MemoryRepository();

    @Override
    public Journal journal() {
        return store;
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
