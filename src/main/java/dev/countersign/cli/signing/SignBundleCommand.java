package dev.countersign.cli.signing;

import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.TrustOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign sign bundle}: writes what an offline holder needs. */
@Command(
        name = "bundle",
        description = "Write all that an offline holder needs to a file, for 'sign offline'.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class SignBundleCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file to write.")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "ROLE", arity = "0..1", description = "The one to show. Default: all")
    private @Nullable String role;

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        return new PendingSigning(options, trust, role).writeBundle(file);
    }
}
