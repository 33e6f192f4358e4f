package dev.countersign.cli.importing;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Timing;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.api.TaskSummary;
import dev.countersign.cli.api.TaskWait;
import dev.countersign.cli.artifact.ListSource;
import dev.countersign.cli.artifact.RequestBatch;
import dev.countersign.wire.RequestLimits;
import java.io.IOException;
import java.nio.file.Path;
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
            "or CSV lines of path;size;hash-type;hash, with ; , or tab between fields, quoted or not, and",
            "with or without a header that names these columns, in any order. UTF-8 or UTF-16, plain or gzip.",
            "Blank lines and lines that begin with # are passed over.",
            "After an interruption run the same command again: it goes on where it stopped."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class ImportCommand implements Callable<Integer> {
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
            description = "Artifacts per request, 1 to " + RequestLimits.ARTIFACTS + ". Default: 5000")
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
        var rejects = new Rejects(rejectsFile == null ? beside(".rejects") : rejectsFile);
        var checkpoint = checkpoint(rejects);
        if (checkpoint.accepted() + checkpoint.rejected() > 0) {
            terminal.note("Going on after an interruption: " + Words.count(checkpoint.accepted(), "artifact")
                    + " are already accepted.");
        }
        try (var http = options.http()) {
            var api = options.api(http);
            var progress = new ImportProgress(terminal, Timing.SYSTEM);
            send(api, checkpoint, progress);
            if (checkpoint.accepted() + checkpoint.rejected() == 0) {
                checkpoint.delete();
                throw new CliFailure.CommandRefused(input + " names no artifacts; nothing was sent");
            }
            var elapsed = progress.elapsed();
            var rate = progress.rate();
            var ending = publish(api, checkpoint, progress, terminal);
            var report = new ImportReport(
                    checkpoint.accepted(), checkpoint.rejected(), checkpoint.withoutRoom(), elapsed, rate, ending);
            checkpoint.delete();
            terminal.result(report.json(rejects), report.text(rejects, SHOWN));
            return report.exit().code();
        } catch (CliFailure failure) {
            if (checkpoint.accepted() + checkpoint.rejected() > 0 || !(failure instanceof CliFailure.CommandRefused)) {
                terminal.warn(Words.count(checkpoint.accepted(), "artifact") + " accepted so far. " + advice());
            }
            throw failure;
        }
    }

    private void checkUse() {
        RequestBatch.check(batch);
        if (inFlight < 1 || inFlight > MAX_IN_FLIGHT) {
            throw new CliFailure.Misused("--in-flight: " + inFlight + " (expected: 1 to " + MAX_IN_FLIGHT + ")");
        }
    }

    private ImportCheckpoint checkpoint(Rejects rejects) {
        var file = checkpointFile == null ? beside(".checkpoint") : checkpointFile;
        if (restart) {
            ImportCheckpoint.delete(file);
        }
        return ImportCheckpoint.open(file, ImportIdentity.compute(input, options.server()), rejects);
    }

    private @Nullable Path beside(String suffix) {
        return ListSource.isStream(input) ? null : input.resolveSibling(input.getFileName() + suffix);
    }

    private void send(ApiClient api, ImportCheckpoint checkpoint, ImportProgress progress)
            throws IOException, InterruptedException {
        var trouble = new Trouble(api, options.terminal(), Timing.SYSTEM);
        var sender = new ImportSender(api, Timing.SYSTEM, options.timeout(), trouble::met);
        try (var source = ListSource.open(input)) {
            new ImportRun(source, sender, checkpoint, progress, format, batch, inFlight).send();
        }
    }

    /** Publishes what was accepted, waits as asked, and finds out what became of it. */
    private ImportReport.Ending publish(
            ApiClient api, ImportCheckpoint checkpoint, ImportProgress progress, Terminal terminal)
            throws InterruptedException {
        if (noPublish) {
            return ImportReport.Ending.untold("Not published: clients see them after the next publication.");
        }
        if (checkpoint.accepted() > 0) {
            var polling = options.polling();
            var task = polling.whenNotBusy(api::publish);
            if (noWait) {
                return ImportReport.Ending.untold("Publication is under way.");
            }
            new TaskWait(api, polling, terminal).all(List.of(task));
        }
        new ImportFollow(api, options::polling, checkpoint, terminal).all(inFlight);
        return ending(checkpoint.roles(), api, progress);
    }

    private static ImportReport.Ending ending(List<String> roles, ApiClient api, ImportProgress progress) {
        var waiting = roles.isEmpty()
                ? List.<String>of()
                : api.pendingRoles().stream()
                        .map(ApiClient.PendingRole::role)
                        .filter(roles::contains)
                        .toList();
        var sentence = waiting.isEmpty()
                ? "Published after " + DurationText.text(progress.elapsed()) + "."
                : TaskSummary.pendingSentence(waiting);
        return new ImportReport.Ending(waiting.isEmpty(), waiting, sentence);
    }

    private String advice() {
        return ListSource.isStream(input) && checkpointFile == null
                ? "Sending the same lines again does no harm."
                : "Run the same command again to go on from there.";
    }
}
