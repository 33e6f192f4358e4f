package dev.countersign.cli.settings;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign config get}: days of validity by role. */
@Command(
        name = "get",
        description = "Show for how many days each role's versions are valid.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class ConfigGetCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var session = new HolderSession(options)) {
            var settings = session.api().settings();
            var days = Json.object();
            var text = new ArrayList<String>();
            settings.days().forEach((role, count) -> {
                days.put(role, count.longValue());
                text.add(String.format(Locale.ROOT, "%-16s %5d days", role, count));
            });
            var json = Json.object().put("expiration", days.build());
            var bins = settings.bins();
            if (bins != null) {
                json.put("bins", bins);
                text.add(String.format(Locale.ROOT, "%-16s %5d", "number of bins", bins));
            }
            options.terminal().result(json.build(), String.join("\n", text));
            return Exit.OK.code();
        }
    }
}
