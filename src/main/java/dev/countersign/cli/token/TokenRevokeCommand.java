package dev.countersign.cli.token;

import dev.countersign.cli.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign token revoke}: ends a token. */
@Command(
        name = "revoke",
        description = "End a token for good; within seconds no node takes it any more.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class TokenRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Mixin
    private final TokenOptions options;

    TokenRevokeCommand(TokenRegister.OfDatabase databases) {
        this.options = new TokenOptions(databases);
    }

    @Override
    public Integer call() {
        try (var register = options.open()) {
            var revoked = register.revoke(name);
            options.server()
                    .terminal()
                    .result(
                            revoked.data(),
                            "Token " + revoked.name() + " is revoked; within 5 seconds no node takes it any more.");
            return Exit.OK.code();
        }
    }
}
