package dev.countersign.cli.signing;

import dev.countersign.cli.CliFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code sign} from before it had subcommands; scripts still give them. Filled in by picocli. */
final class FormerSignOptions {
    @Option(names = "--list", hidden = true, description = "Now: sign list")
    private boolean list;

    @Option(names = "--bundle-out", paramLabel = "FILE", hidden = true, description = "Now: sign bundle FILE")
    private @Nullable Path bundleOut;

    @Option(names = "--bundle", paramLabel = "FILE", hidden = true, description = "Now: sign offline FILE")
    private @Nullable Path bundle;

    @Option(names = "--in", paramLabel = "FILE", hidden = true, description = "Now: sign offline FILE")
    private @Nullable Path in;

    @Option(names = "--submit", paramLabel = "FILE", hidden = true, description = "Now: sign submit FILE...")
    private List<Path> submit = new ArrayList<>();

    @Option(names = "--delete", paramLabel = "ROLE", hidden = true, description = "Now: sign delete ROLE")
    private @Nullable String delete;

    /** @throws CliFailure.Misused when two of them are given that do different things */
    void requireOne() {
        var given = Stream.of(bundleOut != null, bundle != null, in != null, !submit.isEmpty(), delete != null)
                .filter(Boolean::booleanValue)
                .count();
        if (given > 1) {
            throw new CliFailure.Misused(
                    "--bundle-out, --bundle, --in, --submit and --delete do different things; give one of them");
        }
    }

    boolean list() {
        return list;
    }

    @Nullable
    Path bundleOut() {
        return bundleOut;
    }

    /** A bundle or a saved answer, to be signed offline. */
    @Nullable
    Path carried() {
        return bundle == null ? in : bundle;
    }

    List<Path> submit() {
        return submit;
    }

    @Nullable
    String delete() {
        return delete;
    }
}
