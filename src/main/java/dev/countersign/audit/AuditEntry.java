package dev.countersign.audit;

import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a change or an event when it is written down.
 *
 * @param at in microseconds, by the clock of the node that took it
 * @param kind in one word, such as {@code ADD_TARGETS}
 * @param task of a change, 32 hexadecimal digits; null for an event
 * @param details what else there is to say, depending on the kind
 */
public record AuditEntry(
        Instant at,
        AuditOrigin origin,
        String kind,
        @Nullable String task,
        Json.Obj details) {
    public AuditEntry {
        at = at.truncatedTo(ChronoUnit.MICROS);
        details = Printable.texts(details);
    }
}
