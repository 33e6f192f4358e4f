package dev.countersign.cli.audit;

import dev.countersign.audit.AuditLeaf;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.PublicationEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of an audit with the entries of the public log that cover them, both from the oldest on. Each entry
 * covers the rows behind those of the entry before it.
 */
final class AuditCheck {
    private final Iterator<AuditRow> rows;
    private final Instant kept;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable AuditRow ahead;

    /** Whether a row was found that an entry covers: from there on none may be missing. */
    private boolean begun;

    private long verified;
    private long retired;
    private long newer;

    /** @param kept retention may have removed rows of before this time */
    AuditCheck(Iterator<AuditRow> rows, Instant kept) {
        this.rows = rows;
        this.kept = kept;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Rows that are as the log has them. */
    long verified() {
        return verified;
    }

    /** Rows that the log has, and retention has removed. */
    long retired() {
        return retired;
    }

    /** Rows that no entry covers yet. */
    long newer() {
        return newer;
    }

    /** The next entry of the log. */
    void entry(PublicationEntry entry) {
        var covered = entry.audit();
        if (covered.count() == 0) {
            return;
        }
        var there = upTo(covered.last());
        if (isAsCovered(there, covered)) {
            begun = true;
            verified += there.size();
        } else if (!begun && entry.time().isBefore(kept)) {
            retiredFrom(there, entry);
        } else {
            compare(there, entry);
        }
    }

    /** What is behind the last entry. */
    void end() {
        while (peek() != null) {
            newer++;
            ahead = null;
        }
    }

    private List<AuditRow> upTo(long position) {
        var taken = new ArrayList<AuditRow>();
        for (var row = peek(); row != null && row.position() <= position; row = peek()) {
            taken.add(row);
            ahead = null;
        }
        return taken;
    }

    private @Nullable AuditRow peek() {
        if (ahead == null && rows.hasNext()) {
            ahead = rows.next();
        }
        return ahead;
    }

    private static boolean isAsCovered(List<AuditRow> there, AuditCoverage covered) {
        var made = new AuditCoverage.Rows();
        there.forEach(row -> made.add(row.position(), leaf(row)));
        return made.coverage().equals(covered);
    }

    private static Bytes leaf(AuditRow row) {
        return AuditCoverage.leaf(row.position(), row.leaf(), AuditLeaf.outcome(row.outcome()));
    }

    /** Retention removes from the oldest on, so what is left are the last rows. */
    private void retiredFrom(List<AuditRow> there, PublicationEntry entry) {
        var covered = entry.audit();
        int gone = Math.toIntExact(covered.count()) - there.size();
        if (there.isEmpty()) {
            retired += gone;
            return;
        }
        begun = true;
        var starts = starts(covered);
        if (gone > 0
                && !starts.isEmpty()
                && starts.subList(gone, starts.size()).equals(starts(there, covered.width()))) {
            retired += gone;
            verified += there.size();
        } else {
            compare(there, entry);
        }
    }

    private void compare(List<AuditRow> there, PublicationEntry entry) {
        begun = true;
        var covered = entry.audit();
        var starts = starts(covered);
        if (starts.isEmpty()) {
            findings.add(new Finding.AlteredRows(
                    entry.publication(), covered.count(), there.size(), covered.first(), covered.last()));
            return;
        }
        var difference = new RowDifference(entry, starts, there, starts(there, covered.width()));
        findings.addAll(difference.findings());
        verified += difference.unaltered();
    }

    private static List<Bytes> starts(AuditCoverage covered) {
        int width = covered.width();
        var starts = new ArrayList<Bytes>();
        for (int at = 0; at < covered.hashes().length(); at += width) {
            starts.add(covered.hashes().slice(at, at + width));
        }
        return starts;
    }

    private static List<Bytes> starts(List<AuditRow> rows, int width) {
        return rows.stream().map(row -> leaf(row).slice(0, width)).toList();
    }
}
