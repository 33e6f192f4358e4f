package dev.countersign.cli.token;

import dev.countersign.cli.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign token show}: one token, without its secret. */
@Command(name = "show", description = "Show one token.", abbreviateSynopsis = true, sortOptions = false)
final class TokenShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Mixin
    private final TokenOptions options;

    TokenShowCommand(TokenRegister.OfDatabase databases) {
        this.options = new TokenOptions(databases);
    }

    @Override
    public Integer call() {
        try (var register = options.open()) {
            var found = register.show(name);
            options.server().terminal().result(found.data(), "Token    " + found.name() + "\n" + found.text());
            return Exit.OK.code();
        }
    }
}
