package dev.countersign.cli.artifact;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.api.TaskSummary;
import dev.countersign.cli.api.TaskWait;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.TufException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign artifact remove}: takes artifacts out of the repository. */
@Command(
        name = "remove",
        description = "Remove artifacts from the repository, and wait until clients no longer trust them.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class ArtifactRemoveCommand implements Callable<Integer> {
    private static final int BATCH = 5_000;

    @Parameters(paramLabel = "PATH", arity = "0..*", description = "Paths in the repository.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Read more paths from a file, one a line, # begins a comment; - is standard input.")
    private @Nullable Path from;

    @Option(names = "--no-wait", description = "Return as soon as the server has accepted the removal.")
    private boolean noWait;

    @Option(names = "--no-publish", description = "Only hand the removal in; it shows after the next publication.")
    private boolean noPublish;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var terminal = options.terminal();
        var all = List.copyOf(allPaths());
        if (all.isEmpty()) {
            throw from == null
                    ? new CliFailure.Misused("no path is given; name some, or a list of them with --from")
                    : new CliFailure.CommandRefused(from + " names no paths; nothing was removed");
        }
        try (var http = options.http()) {
            var api = options.api(http);
            var polling = options.polling();
            var tasks = new ArrayList<String>();
            for (int start = 0; start < all.size(); start += BATCH) {
                var part = all.subList(start, Math.min(start + BATCH, all.size()));
                tasks.add(polling.whenNotBusy(() -> api.removeArtifacts(part, !noPublish)));
            }
            if (noWait || noPublish) {
                return accepted(all, tasks, terminal);
            }
            var reports = new TaskWait(api, polling, terminal).all(tasks);
            return removed(TaskSummary.gather(reports, api.pendingRoles()), tasks, terminal);
        }
    }

    private SequencedSet<String> allPaths() {
        var all = new LinkedHashSet<>(paths);
        if (from != null) {
            all.addAll(listed(from));
        }
        return all;
    }

    private static List<String> listed(Path list) {
        var listed = new ArrayList<String>();
        try (var source = ListSource.open(list)) {
            for (var line = source.next(); line != null; line = source.next()) {
                var path = text(line, source).strip();
                if (!path.isEmpty() && !path.startsWith("#")) {
                    listed.add(path);
                }
            }
        } catch (IOException e) {
            throw FileFailure.refused(list, e);
        }
        return listed;
    }

    private static String text(Bytes line, ListSource source) {
        try {
            return ListSource.text(line);
        } catch (TufException.InvalidMetadata e) {
            throw new CliFailure.CommandRefused(
                    source.name() + ": line " + source.lineNumber() + ": " + e.getMessage() + "; nothing was removed");
        }
    }

    private static int accepted(List<String> paths, List<String> tasks, Terminal terminal) {
        var json = Json.object()
                .put("accepted", paths)
                .put("tasks", tasks)
                .put("published", false)
                .build();
        terminal.result(
                json,
                "Accepted the removal of " + Words.count(paths.size(), "artifact")
                        + ".\nSee how it goes on: countersign task " + tasks.getLast());
        return Exit.OK.code();
    }

    private static int removed(TaskSummary done, List<String> tasks, Terminal terminal) {
        var json = Json.object()
                .put("removed", done.deleted())
                .put("not_found", done.notFound())
                .put("pending_roles", done.pendingRoles())
                .put("tasks", tasks)
                .put("published", !done.pending() && !done.deleted().isEmpty());
        var removed = done.deleted().isEmpty()
                ? "Nothing was removed."
                : "Removed " + Words.count(done.deleted().size(), "artifact") + ".";
        var text = removed + done.pendingSentence();
        if (!done.notFound().isEmpty()) {
            text += "\nNot in the repository: " + Words.some(done.notFound()) + ".";
        }
        terminal.result(json.build(), text);
        if (!done.notFound().isEmpty()) {
            return Exit.REFUSED.code();
        }
        return done.pending() ? Exit.PENDING.code() : Exit.OK.code();
    }
}
