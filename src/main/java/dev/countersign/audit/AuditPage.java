package dev.countersign.audit;

import java.util.List;

/**
 * Some rows. A search looks at a bounded number of them, so a page can be short, or empty, and not the last.
 *
 * @param reached the position up to which rows were looked at: where to go on
 * @param more whether there are rows behind it
 */
public record AuditPage(List<AuditRow> rows, long reached, boolean more) {
    public AuditPage {
        rows = List.copyOf(rows);
    }
}
