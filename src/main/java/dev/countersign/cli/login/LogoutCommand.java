package dev.countersign.cli.login;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Origin;
import dev.countersign.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign logout}: forgets the token of a server. */
@Command(
        name = "logout",
        description = {
            "Forget the token that 'login' has kept for a server, or with --repository for that repository.",
            "The token itself stays valid until it expires or 'token revoke' ends it."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class LogoutCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options;

    public LogoutCommand() {
        this(new ServerOptions());
    }

    LogoutCommand(ServerOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var origin = Origin.of(options.service());
        var kept = options.access().kept();
        var what = origin + (options.named() == null ? "" : ", repository " + options.named());
        if (!kept.forget(origin, options.named())) {
            throw new CliFailure.CommandRefused("no token of " + what + " is kept in " + kept.file());
        }
        options.terminal()
                .result(
                        Json.object()
                                .put("server", origin.toString())
                                .put("repository", options.named())
                                .build(),
                        "Logged out of " + what + ".");
        return Exit.OK.code();
    }
}
