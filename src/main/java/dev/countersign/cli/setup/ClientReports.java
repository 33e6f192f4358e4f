package dev.countersign.cli.setup;

import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How all package managers stand that were asked for. */
record ClientReports(List<ClientReport> reports) {

    /** Tells it, and says how the command ends: as the worst of them. */
    Exit tell(Terminal terminal, boolean installed) {
        var exit = reports.stream()
                .map(report -> report.exit(installed))
                .max(Comparator.comparingInt(Exit::code))
                .orElse(Exit.OK);
        terminal.result(
                Json.object()
                        .put("ok", exit == Exit.OK)
                        .put(
                                "clients",
                                new Json.Arr(reports.stream()
                                        .<Json>map(ClientReport::json)
                                        .toList()))
                        .build(),
                reports.stream().map(ClientReport::text).collect(Collectors.joining("\n")));
        return exit;
    }
}
