package dev.countersign.cli.login;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign whoami}: who this user is to a server, and what the server allows. */
@Command(
        name = "whoami",
        description = "Show whom the server takes you for, what you may do, and where the token is from.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class WhoamiCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options;

    public WhoamiCommand() {
        this(new ServerOptions());
    }

    WhoamiCommand(ServerOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var caller = options.ask(ApiClient::whoami);
        var source = options.access()
                .token(options.service(), options.named())
                .map(token -> "\nToken    from " + token.source())
                .orElse("");
        options.terminal()
                .result(
                        caller.data(),
                        "Server   " + options.service() + "\nCaller   " + caller.caller() + source + "\n"
                                + caller.rights());
        return Exit.OK.code();
    }
}
