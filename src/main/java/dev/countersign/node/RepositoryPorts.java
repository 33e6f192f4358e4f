package dev.countersign.node;

import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.CurrentPublication;
import dev.countersign.repository.Journal;
import dev.countersign.repository.LogRecords;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Tasks;

/** Where one repository is kept. */
public record RepositoryPorts(
        Journal journal,
        Tasks tasks,
        MetadataFiles files,
        Publications publications,
        LogRecords log,
        AuditLeaves audit,
        CurrentPublication current) {}
