package dev.countersign.cli.audit;

import dev.countersign.audit.AuditLeaf;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.RowSketch;
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
    /** Entries list no more than 4,500 hashes; somebody could have added any number of rows. */
    private static final int MOST_COMPARED = 10_000;

    /** A publication carries out no more than 50,000 changes. */
    private static final int MOST_SKETCHED = 60_000;

    private final Iterator<AuditRow> rows;
    private final Instant kept;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable AuditRow ahead;
    private long lastPublication;

    /** Whether a row was found that an entry covers: from there on none may be missing. */
    private boolean begun;

    private long verified;
    private long retired;
    private long unproved;
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

    /** Rows whose publication covers too many for the log to list, and some of those are retired. */
    long unproved() {
        return unproved;
    }

    /** Rows that no entry covers yet. */
    long newer() {
        return newer;
    }

    /** The next entry of the log. */
    void entry(PublicationEntry entry) {
        lastPublication = entry.publication();
        var covered = entry.audit();
        if (covered.count() == 0) {
            return;
        }
        var block = read(entry);
        if (block.made().isOfRows(covered)) {
            begun = true;
            verified += covered.count();
        } else if (!begun && entry.time().isBefore(kept)) {
            retiredFrom(block, entry);
        } else {
            compare(block, entry);
        }
    }

    /** What is behind the last entry. */
    void end() {
        for (var row = peek(); row != null; row = peek()) {
            newer++;
            // A publication that was made since the log was read may cover it.
            if (row.publication() != null && row.publication() <= lastPublication) {
                findings.add(new Finding.MisattributedRow(row, null));
            }
            ahead = null;
        }
    }

    /**
     * The rows that are where an entry covers some.
     *
     * @param made what an entry would say of them
     * @param sketch of them, also of few
     * @param rows themselves; no more of them than are compared one by one
     */
    private record Block(AuditCoverage made, Bytes sketch, List<AuditRow> rows) {}

    private Block read(PublicationEntry entry) {
        var covered = entry.audit();
        int most = mostCompared(covered);
        var made = new AuditCoverage.Rows();
        var kept = new ArrayList<AuditRow>();
        for (var row = peek(); row != null && row.position() <= covered.last(); row = peek()) {
            made.add(row.position(), leaf(row));
            if (kept.size() <= most) {
                kept.add(row);
            }
            if (row.publication() == null || row.publication() != entry.publication()) {
                findings.add(new Finding.MisattributedRow(row, entry.publication()));
            }
            ahead = null;
        }
        return new Block(made.coverage(), made.sketch(), kept);
    }

    private static int mostCompared(AuditCoverage covered) {
        return covered.width() == 0 ? MOST_SKETCHED : MOST_COMPARED;
    }

    private @Nullable AuditRow peek() {
        if (ahead == null && rows.hasNext()) {
            ahead = rows.next();
        }
        return ahead;
    }

    static Bytes leaf(AuditRow row) {
        return AuditCoverage.leaf(row.position(), row.leaf(), AuditLeaf.outcome(row.outcome()));
    }

    /** Retention removes from the oldest on, so what is left are the last rows. */
    private void retiredFrom(Block block, PublicationEntry entry) {
        var covered = entry.audit();
        long gone = covered.count() - block.made().count();
        if (block.made().count() == 0) {
            retired += gone;
        } else if (gone > 0 && covered.width() == 0) {
            begun = true;
            retired += gone;
            unproved += block.made().count();
        } else if (isRestOf(block, covered)) {
            begun = true;
            retired += gone;
            verified += block.made().count();
        } else {
            compare(block, entry);
        }
    }

    /** As far as the first bytes of their hashes tell. */
    private static boolean isRestOf(Block block, AuditCoverage covered) {
        int gone = Math.toIntExact(covered.count() - block.made().count());
        var starts = starts(covered);
        return gone > 0 && starts.subList(gone, starts.size()).equals(starts(block.rows(), covered.width()));
    }

    private void compare(Block block, PublicationEntry entry) {
        begun = true;
        var covered = entry.audit();
        if (block.rows().size() > mostCompared(covered)) {
            alteredSomehow(block, entry);
        } else if (covered.sketch().length() > 0) {
            compareSketches(block, entry);
        } else if (covered.hashes().length() > 0) {
            compareEach(block, entry);
        } else {
            alteredSomehow(block, entry);
        }
    }

    private void compareEach(Block block, PublicationEntry entry) {
        var covered = entry.audit();
        var difference = new RowDifference(entry, starts(covered), block.rows(), starts(block.rows(), covered.width()));
        findings.addAll(difference.findings());
        verified += difference.unaltered();
    }

    private void compareSketches(Block block, PublicationEntry entry) {
        var differing = RowSketch.difference(entry.audit().sketch(), block.sketch());
        var difference = new SketchDifference(entry, block.rows(), differing);
        findings.addAll(difference.findings());
        verified += difference.unaltered();
        if (!difference.isComplete()) {
            alteredSomehow(block, entry);
        }
    }

    private void alteredSomehow(Block block, PublicationEntry entry) {
        var covered = entry.audit();
        findings.add(new Finding.AlteredRows(
                entry.publication(), covered.count(), block.made().count(), covered.first(), covered.last()));
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
