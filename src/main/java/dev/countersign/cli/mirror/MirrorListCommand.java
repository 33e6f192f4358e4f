package dev.countersign.cli.mirror;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.MirrorReport;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.json.Json;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign mirror list}: the mirrors of a repository. */
@Command(
        name = "list",
        description = "List the mirrors of a repository, and how each stands.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class MirrorListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var found = options.askOfRepository(ApiClient::mirrors);
        var json = new Json.Arr(found.stream().<Json>map(MirrorReport::data).toList());
        var rows = found.stream()
                .map(each -> row(each.name(), each.place(), each.stands()))
                .collect(Collectors.joining("\n"));
        options.terminal()
                .result(
                        Json.object().put("mirrors", json).build(),
                        found.isEmpty()
                                ? "There are no mirrors; 'countersign mirror add' adds one."
                                : row("Mirror", "Place", "Stands") + "\n" + rows);
        return Exit.OK.code();
    }

    private static String row(String name, String place, String stands) {
        return String.format(Locale.ROOT, "%-16s  %-40s  %s", name, place, stands);
    }
}
