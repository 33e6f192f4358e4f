package dev.countersign.cli.signing;

import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.TrustOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign sign offline}: signs what is in a file, without a network. */
@Command(
        name = "offline",
        description = {
            "Show and sign what is in a file, without a network; 'sign submit' sends the signature.",
            "Without a terminal, sign only with --yes, or --digest when you know what the digest must be."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class SignOfflineCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "What 'sign bundle' wrote, or the saved answer of GET /api/v1/metadata/sign.")
    private Path file = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "ROLE",
            arity = "0..1",
            description = "root, or a delegated role. Default: the one that waits")
    private @Nullable String role;

    @Mixin
    private SigningOptions signing = new SigningOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write the signature; RSTUF's 'admin send sign' takes it, too.")
    private @Nullable Path out;

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    SignOfflineCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    SignOfflineCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        signing.requireOneKeyFor(out);
        return new OfflineSigning(signing, trust, questions, options.terminal()).sign(file, role, out);
    }
}
