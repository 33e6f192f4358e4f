package dev.countersign.audit;

import org.jspecify.annotations.Nullable;

/**
 * Rows of one repository, in the order of their positions.
 *
 * @param from go on behind this position; from the first, or the newest, when null
 * @param limit how many rows at most
 */
public record AuditQuery(
        AuditFilter filter, Order order, @Nullable Long from, int limit) {

    public enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }
}
