package dev.countersign.cli.signing;

import dev.countersign.cli.api.ServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign sign submit}: sends signatures that are in files. */
@Command(
        name = "submit",
        description = {"Send signatures that were written with --out.", "Ends with 3 while signatures are missing."},
        abbreviateSynopsis = true,
        sortOptions = false)
final class SignSubmitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files with one signature each.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        return new SignatureSubmission(options).submit(files);
    }
}
