package dev.countersign.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign import}: hands in any number of artifacts that are known by a list of hashes. */
@Command(
        name = "import",
        description = {
            "Add many artifacts from a list, and publish them together.",
            "The list is JSON lines, {\"path\": …, \"length\": …, \"hashes\": {\"sha256\": …}, \"custom\": {…}},",
            "or lines of path;size;hash-type;hash without a header; plain or compressed with gzip.",
            "After an interruption run the same command again: it goes on where it stopped."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class ImportCommand implements Callable<Integer> {
    private static final int MAX_BATCH = 10_000;
    private static final int MAX_IN_FLIGHT = 64;
    private static final int SHOWN = 10;
    private static final Path STANDARD_INPUT = Path.of("-");

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The list; - or nothing is standard input.")
    private Path input = STANDARD_INPUT;

    @Option(names = "--format", paramLabel = "NAME", description = "csv or jsonl. Default: seen from the first line")
    private @Nullable ImportFormat format;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Artifacts per request. Default: 5000")
    private int batch = 5_000;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "4",
            description = "Requests on their way at the same time. Default: 4")
    private int inFlight = 4;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Where to note what the server has taken. Default: FILE.checkpoint beside the list")
    private @Nullable Path checkpointFile;

    @Option(names = "--restart", description = "Forget an interrupted import of this list and begin again.")
    private boolean restart;

    @Option(
            names = "--rejects",
            paramLabel = "FILE",
            description = "Where to write the lines that were not taken. Default: FILE.rejects beside the list")
    private @Nullable Path rejectsFile;

    @Option(
            names = "--no-publish",
            description = "Only hand the artifacts in; clients see them after the next publication.")
    private boolean noPublish;

    @Option(names = "--no-wait", description = "Ask for publication, but do not wait for it.")
    private boolean noWait;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkUse();
        var terminal = options.terminal();
        var checkpoint = checkpoint();
        var rejects = new Rejects(rejectsFile == null ? beside(".rejects") : rejectsFile);
        startOver(checkpoint, rejects, terminal);
        try (var http = options.http()) {
            var api = options.api(http);
            var progress = new ImportProgress(terminal, Timing.SYSTEM);
            send(api, checkpoint, rejects, progress);
            var report =
                    new ImportReport(checkpoint.accepted(), checkpoint.rejected(), progress.elapsed(), progress.rate());
            var invalid = publish(api, checkpoint, terminal);
            checkpoint.delete();
            terminal.result(
                    report.json(rejects, invalid, !noPublish && !noWait),
                    report.text(rejects, invalid, ending(progress), SHOWN));
            return checkpoint.rejected() == 0 && invalid.isEmpty() ? Exit.OK.code() : Exit.REFUSED.code();
        } catch (CliFailure failure) {
            terminal.warn(Words.count(checkpoint.accepted(), "artifact") + " accepted so far. " + advice());
            throw failure;
        }
    }

    private void checkUse() {
        if (batch < 1 || batch > MAX_BATCH) {
            throw new CliFailure.Misused("--batch: " + batch + " (expected: 1 to " + MAX_BATCH + ")");
        }
        if (inFlight < 1 || inFlight > MAX_IN_FLIGHT) {
            throw new CliFailure.Misused("--in-flight: " + inFlight + " (expected: 1 to " + MAX_IN_FLIGHT + ")");
        }
    }

    private ImportCheckpoint checkpoint() {
        var file = checkpointFile == null ? beside(".checkpoint") : checkpointFile;
        var identity = ImportIdentity.of(input, options.server());
        if (restart) {
            new ImportCheckpoint(file, identity).delete();
        }
        return ImportCheckpoint.open(file, identity);
    }

    private @Nullable Path beside(String suffix) {
        return ImportSource.isStandardInput(input) ? null : input.resolveSibling(input.getFileName() + suffix);
    }

    private static void startOver(ImportCheckpoint checkpoint, Rejects rejects, Terminal terminal) throws IOException {
        if (checkpoint.accepted() + checkpoint.rejected() > 0) {
            terminal.note("Going on after an interruption: " + Words.count(checkpoint.accepted(), "artifact")
                    + " are already accepted.");
        } else if (rejects.file() != null) {
            Files.deleteIfExists(rejects.file());
        }
    }

    private void send(ApiClient api, ImportCheckpoint checkpoint, Rejects rejects, ImportProgress progress)
            throws IOException, InterruptedException {
        var trouble = new Trouble(api, options.terminal(), Timing.SYSTEM);
        var sender = new ImportSender(api, Timing.SYSTEM, options.timeout(), trouble::met);
        try (var source = ImportSource.open(input)) {
            new ImportRun(source, sender, checkpoint, rejects, progress, format, batch, inFlight).send();
        }
    }

    /** Publishes and waits as asked. @return paths that no role is responsible for */
    private List<String> publish(ApiClient api, ImportCheckpoint checkpoint, Terminal terminal) {
        if (noPublish) {
            return List.of();
        }
        var polling = options.polling();
        var task = polling.whenNotBusy(api::publish);
        if (noWait) {
            return List.of();
        }
        var wait = new TaskWait(api, polling, terminal);
        var roles = wait.all(List.of(task)).getFirst().details().roles();
        if (!roles.isEmpty() && roles.stream().allMatch(role -> role.startsWith("bins-"))) {
            return List.of();
        }
        var invalid = new ArrayList<String>();
        wait.all(checkpoint.tasks())
                .forEach(report -> invalid.addAll(report.details().invalid()));
        return invalid;
    }

    private String ending(ImportProgress progress) {
        if (noPublish) {
            return "Not published: clients see them after the next publication.";
        }
        return noWait ? "Publication is under way." : "Published after " + DurationText.of(progress.elapsed()) + ".";
    }

    private String advice() {
        return ImportSource.isStandardInput(input) && checkpointFile == null
                ? "Sending the same lines again does no harm."
                : "Run the same command again to go on from there.";
    }
}
