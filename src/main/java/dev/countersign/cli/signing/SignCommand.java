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

/** {@code countersign sign}: shows what waits, signs it and sends the signatures. */
@Command(
        name = "sign",
        description = {
            "Show what waits for signatures, compared with what you trust, and sign it.",
            "Without a terminal, sign only with --yes, or --digest when you know what the digest must be.",
            "For a key that is never near a network: 'sign bundle' here, 'sign offline' there, 'sign submit' here"
                    + " again.",
            "Ends with 3 while signatures are missing. A role that is called like a subcommand comes last, after --"
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        subcommands = {
            SignListCommand.class,
            SignBundleCommand.class,
            SignOfflineCommand.class,
            SignSubmitCommand.class,
            SignDeleteCommand.class
        })
public final class SignCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ROLE",
            arity = "0..1",
            description = "root, or a delegated role. Default: the one that waits")
    private @Nullable String role;

    @Mixin
    private SigningOptions signing = new SigningOptions();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the signature to a file and send nothing; 'sign submit' and RSTUF's 'admin send sign' take"
                            + " it.")
    private @Nullable Path out;

    @Mixin
    private FormerSignOptions former = new FormerSignOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public SignCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public SignCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        former.requireOne();
        signing.requireOneKeyFor(out);
        var pending = new PendingSigning(options, trust, role);
        if (former.delete() != null) {
            return SignDeleteCommand.delete(former.delete(), signing.yes() ? Questions.NONE : questions, options);
        }
        if (!former.submit().isEmpty()) {
            return new SignatureSubmission(options).submit(former.submit());
        }
        if (former.carried() != null) {
            return new OfflineSigning(signing, trust, questions, options.terminal()).sign(former.carried(), role, out);
        }
        if (former.bundleOut() != null) {
            return pending.writeBundle(former.bundleOut());
        }
        return pending.sign(signing, questions, former.list(), out);
    }
}
