package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit.
 *
 * @param repository its number
 * @param position in the journal's order; that of a change is that of its entry
 * @param outcome what became of a change, where that does not follow from it
 * @param publication the first whose entry in the public log covers it; null while none does
 */
public record AuditRow(
        int repository,
        long position,
        AuditEntry entry,
        Bytes salt,
        Json.@Nullable Obj outcome,
        @Nullable Long publication) {

    public Bytes leaf() {
        return AuditLeaf.hash(repository, entry, salt);
    }
}
