package dev.countersign.cli.signing;

import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.TrustOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign sign list}: shows what waits for signatures. */
@Command(
        name = "list",
        description = {
            "Show what waits for signatures, compared with what you trust.",
            "Ends with 3 when something does."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class SignListCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ROLE", arity = "0..1", description = "Only this one.")
    private @Nullable String role;

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        return new PendingSigning(options, trust, role).list();
    }
}
