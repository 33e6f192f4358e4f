package dev.countersign.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are asked for. What is null leaves out none.
 *
 * @param actor some part of the actor's text
 * @param since rows of this time or later
 * @param until rows of before this time
 */
public record AuditFilter(
        @Nullable String actor,
        @Nullable String operation,
        @Nullable String kind,
        @Nullable String task,
        @Nullable Instant since,
        @Nullable Instant until) {
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, null);

    public boolean matches(AuditEntry entry) {
        return (actor == null || entry.origin().actor().contains(actor))
                && isOrAny(operation, entry.origin().operation())
                && isOrAny(kind, entry.kind())
                && isOrAny(task, entry.task())
                && (since == null || !entry.at().isBefore(since))
                && (until == null || entry.at().isBefore(until));
    }

    private static boolean isOrAny(@Nullable String asked, @Nullable String is) {
        return asked == null || asked.equals(is);
    }
}
