package dev.countersign.cli.repository;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.RepositoryReport;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.json.Json;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign repository list}: the repositories of a service. */
@Command(
        name = "list",
        description = "List the repositories of a service.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class RepositoryListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var found = options.ask(ApiClient::repositories);
        var json = new Json.Arr(found.stream().<Json>map(RepositoryReport::data).toList());
        var rows = found.stream()
                .map(each -> row(each.name(), String.valueOf(each.id()), each.stands()))
                .collect(Collectors.joining("\n"));
        options.terminal()
                .result(
                        Json.object().put("repositories", json).build(),
                        row("Repository", "Id", "Stands") + "\n" + rows);
        return Exit.OK.code();
    }

    private static String row(String name, String id, String stands) {
        return String.format(Locale.ROOT, "%-30s  %6s  %s", name, id, stands);
    }
}
