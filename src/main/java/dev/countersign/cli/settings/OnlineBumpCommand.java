package dev.countersign.cli.settings;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign online-bump}: new versions of online roles now, before they are due. */
@Command(
        name = "online-bump",
        description = "Sign new versions of online roles now, with the settings and keys of now.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class OnlineBumpCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ROLE",
            arity = "0..*",
            description = "timestamp, snapshot, targets, bins, or an online delegated role. Default: all of them")
    private List<String> roles = new ArrayList<>();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var session = new HolderSession(options)) {
            var task = session.api().renew(roles);
            var report = session.finished("the renewal", task);
            var details = report.said();
            var renewed = details.texts(WireNames.UPDATED_ROLES);
            var named = renewed.isEmpty() ? roles : renewed;
            options.terminal()
                    .result(
                            Json.object()
                                    .put("renewed", named)
                                    .put("task", task)
                                    .build(),
                            "Renewed " + (named.isEmpty() ? "the online roles" : String.join(", ", named)) + ".");
            return Exit.OK.code();
        }
    }
}
