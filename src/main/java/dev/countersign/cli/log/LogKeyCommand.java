package dev.countersign.cli.log;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.json.Json;
import dev.countersign.wire.ApiPath;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign log key}: the key that verifies checkpoints. */
@Command(
        name = "key",
        description = "Print the verifier key of the repository's log, as witnesses and monitors take it.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class LogKeyCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var http = options.http()) {
            var key = read(options.api(http));
            options.terminal().result(Json.object().put("key", key).build(), key);
            return Exit.OK.code();
        }
    }

    /** The key that the server names. */
    static String read(ApiClient api) {
        var key = api.get("reading the settings", ApiPath.CONFIG)
                .object("data")
                .object("log")
                .text("key");
        if (key == null) {
            throw new CliFailure.CommandRefused(
                    "the repository has no public log yet; it begins with the next publication");
        }
        return key;
    }
}
