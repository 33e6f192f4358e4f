package dev.countersign.http;

import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalContract;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.MetadataFilesContract;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.Tasks;
import dev.countersign.repository.TasksContract;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The fake that tests of this package ask keeps what the ports promise. */
class MemoryPortsTest implements JournalContract, TasksContract, MetadataFilesContract {
    private final MemoryPorts ports = new MemoryPorts();

    @Override
    public Journal journal() {
        return ports;
    }

    @Override
    public Tasks tasks() {
        return ports;
    }

    @Override
    public MetadataFiles files() {
        return ports;
    }

    @Override
    public void publish(StoredFile... files) {
        List.of(files).forEach(ports::store);
    }

    @Override
    public Instant apply(long position, Map<Long, TaskOutcome> outcomes) {
        outcomes.forEach(ports::decide);
        ports.apply(position);
        return HttpSamples.NOW;
    }
}
