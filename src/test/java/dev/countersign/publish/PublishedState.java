package dev.countersign.publish;

import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.transparency.PublicLog;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a store has of one repository at a moment.
 *
 * @param entries of the public log
 * @param files all that were ever published
 */
record PublishedState(
        Head head,
        @Nullable PublicLog log,
        List<Bytes> entries,
        Map<RoleVersion, StoredFile> files,
        List<AuditRow> audit) {}
