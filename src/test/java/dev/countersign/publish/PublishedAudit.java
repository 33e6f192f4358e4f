package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditLeaf;
import dev.countersign.audit.AuditRow;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.PublicationEntry;
import java.util.List;
import java.util.Objects;

/** Compares the rows of an audit with what the entries of the public log say of them. */
final class PublishedAudit {
    private PublishedAudit() {}

    /** Every row up to the first change that is not applied is covered once, as it is now, and no other row is. */
    static void check(PublishedState store, List<PublicationEntry> entries) {
        var rows = store.audit();
        var from = 0;
        for (var entry : entries) {
            var audit = entry.audit();
            var covered = rows.subList(from, from + (int) audit.count());
            assertThat(audit).as("publication %d", entry.publication()).isEqualTo(coverage(covered));
            assertThat(covered).allSatisfy(row -> assertThat(row.publication()).isEqualTo(entry.publication()));
            from += (int) audit.count();
        }
        var rest = rows.subList(from, rows.size());
        assertThat(rest).extracting(AuditRow::publication).allMatch(Objects::isNull);
    }

    private static AuditCoverage coverage(List<AuditRow> rows) {
        var coverage = new AuditCoverage.Rows();
        for (var row : rows) {
            var leaf = AuditCoverage.leaf(row.position(), row.leaf(), AuditLeaf.outcome(row.outcome()));
            coverage.add(row.position(), leaf);
        }
        return coverage.coverage();
    }
}
