package dev.countersign.cli.root;

import dev.countersign.ceremony.Review;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSigning;
import dev.countersign.cli.holder.PayloadFile;
import dev.countersign.cli.holder.ReviewText;
import dev.countersign.json.Json;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What becomes of a root that has been made: it goes to a file, to the server, or to both. Filled in by picocli. */
final class SendingOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--dry-run", description = "Send nothing; write the payload to a file.")
    private boolean dryRun;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the payload to a file, which --send or RSTUF's 'admin send' takes."
                    + " Default with --dry-run: ${COMMAND-NAME}-payload.json")
    private @Nullable Path out;

    @Option(names = "--send", paramLabel = "FILE", description = "Send a payload that was written before.")
    private @Nullable Path send;

    @Option(names = "--yes", description = "Do not ask before sending.")
    private boolean yes;

    boolean dryRun() {
        return dryRun;
    }

    /** What was written before; null when a root is to be made. */
    @Nullable
    Path send() {
        return send;
    }

    /**
     * Writes the payload where it is wanted, and sends it if it is to be sent.
     *
     * @param offline whether it cannot be sent, asked for or not
     */
    int finish(
            Json.Obj payload,
            Metadata<Root> root,
            Review review,
            boolean offline,
            Questions questions,
            ServerOptions options,
            IntSupplier post) {
        var unsent = dryRun || offline;
        var spec = Objects.requireNonNull(command, "picocli fills this in before a command runs");
        var file = out == null && unsent ? Path.of(spec.name() + "-payload.json") : out;
        if (file != null) {
            PayloadFile.write(file, payload);
            options.terminal().note("Wrote " + file + ".");
        }
        if (unsent) {
            var again = spec.qualifiedName() + " --send " + file;
            return ReviewText.unsent(options.terminal(), review, String.valueOf(file), again);
        }
        HolderSigning.requireSending(root, questions, yes, options);
        return post.getAsInt();
    }
}
