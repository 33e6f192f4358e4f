package dev.countersign.cli.audit;

import dev.countersign.audit.AuditRow;
import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** A row in one line, whatever is in it. */
final class RowText {
    private RowText() {}

    static String line(AuditRow row) {
        var entry = row.entry();
        var origin = entry.origin();
        var text = new StringBuilder()
                .append(entry.at().truncatedTo(ChronoUnit.SECONDS))
                .append("  ")
                .append(row.position())
                .append("  ")
                .append(origin.actor())
                .append("  ")
                .append(origin.address() == null ? "-" : origin.address())
                .append("  ")
                .append(entry.kind())
                .append("  ")
                .append(origin.operation());
        if (!entry.details().members().isEmpty()) {
            text.append("  ").append(members(entry.details()));
        }
        if (entry.task() != null) {
            text.append("  task=").append(entry.task());
        }
        if (row.outcome() != null) {
            text.append("  outcome=").append(row.outcome().toText());
        }
        if (row.publication() != null) {
            text.append("  publication=").append(row.publication());
        }
        return Printable.line(text.toString());
    }

    private static String members(Json.Obj details) {
        return details.members().entrySet().stream()
                .map(member -> member.getKey() + "="
                        + (member.getValue() instanceof Json.Str(var value)
                                ? value
                                : member.getValue().toText()))
                .collect(Collectors.joining(" "));
    }
}
