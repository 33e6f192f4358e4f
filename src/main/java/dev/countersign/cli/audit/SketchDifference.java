package dev.countersign.cli.audit;

import dev.countersign.audit.AuditRow;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.RowSketch;
import dev.countersign.transparency.RowSketch.DifferingRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Names what was done to rows of which there are too many for the log to list: by the sketch that it has of them. */
final class SketchDifference {
    private final PublicationEntry entry;
    private final Map<Long, AuditRow> there = new HashMap<>();
    private final Set<Long> gone = new HashSet<>();
    private final Set<Long> come = new HashSet<>();
    private final boolean complete;

    /** @param rows that are there */
    SketchDifference(PublicationEntry entry, List<AuditRow> rows, DifferingRows difference) {
        this.entry = entry;
        rows.forEach(row -> there.put(row.position(), row));
        for (var row : difference.rows()) {
            (isThere(row) ? come : gone).add(row.position());
        }
        complete = difference.complete() && !difference.rows().isEmpty();
    }

    /** Whether the findings name every row. More differ otherwise than the sketch can tell. */
    boolean isComplete() {
        return complete;
    }

    private boolean isThere(RowSketch.SketchedRow row) {
        var now = there.get(row.position());
        return now != null
                && RowSketch.SketchedRow.of(now.position(), AuditCheck.leaf(now))
                        .equals(row);
    }

    int unaltered() {
        return complete ? there.size() - come.size() : 0;
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        var positions = new TreeSet<>(gone);
        positions.addAll(come);
        for (long position : positions) {
            findings.add(finding(position));
        }
        return findings;
    }

    private Finding finding(long position) {
        var now = there.get(position);
        if (now == null) {
            return new Finding.DeletedRow(entry.publication(), "at position " + position);
        }
        return gone.contains(position)
                ? new Finding.ChangedRow(entry.publication(), now)
                : new Finding.AddedRow(entry.publication(), now);
    }
}
