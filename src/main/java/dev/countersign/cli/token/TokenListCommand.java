package dev.countersign.cli.token;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.GrantReport;
import dev.countersign.cli.api.TokenReport;
import dev.countersign.json.Json;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign token list}: the tokens of a service, without their secrets. */
@Command(
        name = "list",
        description = "List the tokens of a service that were not revoked.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class TokenListCommand implements Callable<Integer> {
    @Mixin
    private final TokenOptions options;

    TokenListCommand(TokenRegister.OfDatabase databases) {
        this.options = new TokenOptions(databases);
    }

    @Override
    public Integer call() {
        try (var register = options.open()) {
            var found = register.list();
            var json = new Json.Arr(found.stream().<Json>map(TokenReport::data).toList());
            var rows = found.stream()
                    .map(each -> row(each.name(), each.expires(), each.lastUse(), GrantReport.sentence(each.grants())))
                    .collect(Collectors.joining("\n"));
            options.server()
                    .terminal()
                    .result(
                            Json.object().put("tokens", json).build(),
                            row("Token", "Expires", "Last use", "May") + (rows.isEmpty() ? "" : "\n" + rows));
            return Exit.OK.code();
        }
    }

    private static String row(String name, String expires, String lastUse, String grants) {
        return String.format(Locale.ROOT, "%-24s  %-20s  %-20s  %s", name, expires, lastUse, grants);
    }
}
