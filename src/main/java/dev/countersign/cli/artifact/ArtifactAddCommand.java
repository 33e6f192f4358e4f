package dev.countersign.cli.artifact;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Polling;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.api.TaskSummary;
import dev.countersign.cli.api.TaskWait;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.wire.RequestLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign artifact add}: makes local files known to the repository by their length and hashes. */
@Command(
        name = "add",
        description = {
            "Add files to the repository, or replace them, and wait until clients can see them.",
            "Only length and hashes are sent; put the files themselves where your clients download them."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class ArtifactAddCommand implements Callable<Integer> {
    private static final JsonLimits CUSTOM_LIMITS =
            new JsonLimits(RequestLimits.CUSTOM_DEPTH, RequestLimits.CUSTOM_BYTES);

    @Parameters(
            paramLabel = "FILE|FOLDER",
            arity = "1..*",
            description = "Files, and folders to add with all that is in them.")
    private List<Path> sources = new ArrayList<>();

    @Option(
            names = "--prefix",
            paramLabel = "PATH",
            description = "Put before every path in the repository: --prefix v1 makes a.tgz v1/a.tgz.")
    private String prefix = "";

    @Option(names = "--path", paramLabel = "NAME", description = "Path in the repository of the one file given.")
    private @Nullable String path;

    @Option(
            names = "--hash",
            paramLabel = "NAME",
            converter = HashOption.class,
            completionCandidates = HashOption.class,
            description = "Hash to publish: ${COMPLETION-CANDIDATES}; may be repeated. Default: sha256")
    private List<HashAlgorithm> hashes = new ArrayList<>();

    @Option(names = "--custom", paramLabel = "JSON", description = "JSON object to publish with every file.")
    private @Nullable String custom;

    @Option(names = "--no-wait", description = "Return as soon as the server has accepted the files.")
    private boolean noWait;

    @Option(
            names = "--no-publish",
            description = "Only hand the files in; clients see them after the next publication.")
    private boolean noPublish;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description = "Files per request, 1 to " + RequestLimits.ARTIFACTS + ". Default: 500")
    private int batch = 500;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        checkUse();
        var terminal = options.terminal();
        var artifacts = artifacts(terminal);
        try (var http = options.http()) {
            var api = options.api(http);
            var polling = options.polling();
            var tasks = send(artifacts, api, polling, terminal);
            if (noWait || noPublish) {
                return accepted(artifacts, tasks, terminal);
            }
            var reports = new TaskWait(api, polling, terminal).all(tasks);
            return published(TaskSummary.gather(reports, api.pendingRoles()), tasks, terminal);
        }
    }

    private void checkUse() {
        RequestBatch.check(batch);
        if (path != null && sources.size() != 1) {
            throw new CliFailure.Misused("--path names one file, but " + sources.size() + " are given; use --prefix");
        }
    }

    private List<Artifact> artifacts(Terminal terminal) {
        var files = new LocalFiles(prefix);
        if (path != null) {
            files.addAs(sources.getFirst(), path);
        } else {
            sources.forEach(files::add);
        }
        if (files.links() > 0) {
            terminal.note("Passed over " + Words.count(files.links(), "symbolic link")
                    + "; name a link as an argument to add what it points to.");
        }
        if (files.files().isEmpty()) {
            throw new CliFailure.Misused("there are no files in "
                    + Words.some(sources.stream().map(Path::toString).toList()));
        }
        return new Hashing(algorithms(), customObject(), terminal).artifacts(files.files());
    }

    private Set<HashAlgorithm> algorithms() {
        return hashes.isEmpty() ? EnumSet.of(HashAlgorithm.SHA256) : EnumSet.copyOf(hashes);
    }

    private Json.@Nullable Obj customObject() {
        if (custom == null) {
            return null;
        }
        try {
            return Json.parseObject(Bytes.utf8(custom), CUSTOM_LIMITS);
        } catch (InvalidInput e) {
            throw new CliFailure.Misused("--custom: " + e.getMessage());
        }
    }

    private List<String> send(List<Artifact> artifacts, ApiClient api, Polling polling, Terminal terminal) {
        var tasks = new ArrayList<String>();
        for (int from = 0; from < artifacts.size(); from += batch) {
            terminal.progress("Sending " + from + "/" + artifacts.size());
            var part = artifacts.subList(from, Math.min(from + batch, artifacts.size()));
            var body = AddRequest.body(
                    part.stream().map(ArtifactAddCommand::element).toList(), !noPublish);
            try {
                tasks.add(polling.whenNotBusy(() -> api.addArtifacts(body)));
            } catch (CliFailure.CommandRefused refused) {
                throw named(refused, part, from);
            }
        }
        return tasks;
    }

    private static Bytes element(Artifact artifact) {
        try {
            return artifact.element();
        } catch (InvalidInput e) {
            throw new CliFailure.Misused("--custom: " + e.getMessage());
        }
    }

    /** Says which file the server means, and what of the rest is already there. */
    private static CliFailure named(CliFailure.CommandRefused refused, List<Artifact> part, int alreadySent) {
        var first = refused.problems().stream()
                .filter(problem -> problem.artifact().orElse(part.size()) < part.size())
                .findFirst();
        if (first.isEmpty()) {
            return refused;
        }
        var path = part.get(first.get().artifact().getAsInt()).path();
        var before = alreadySent == 0
                ? "; nothing was added"
                : "; the " + Words.count(alreadySent, "file") + " before this batch were added";
        return new CliFailure.CommandRefused(
                "the server refuses " + path + ": " + first.get().sentence() + before);
    }

    private int accepted(List<Artifact> artifacts, List<String> tasks, Terminal terminal) {
        var paths = artifacts.stream().map(artifact -> artifact.path().value()).toList();
        var json = Json.object().put("accepted", paths).put("tasks", tasks).put("published", false);
        var next = noPublish
                ? "\nClients see them after the next publication."
                : "\nSee how it goes on: countersign task " + tasks.getLast() + " --wait";
        terminal.result(json.build(), "Accepted " + Words.count(paths.size(), "artifact") + "." + next);
        return Exit.OK.code();
    }

    private static int published(TaskSummary done, List<String> tasks, Terminal terminal) {
        var json = Json.object()
                .put("added", done.added())
                .put("invalid_paths", done.invalid())
                .put("refused", done.refusedPaths())
                .put("roles", done.roles())
                .put("pending_roles", done.pendingRoles())
                .put("tasks", tasks)
                .put("published", !done.pending() && !done.added().isEmpty());
        var verb = done.pending() ? "Accepted " : "Published ";
        var added = done.added().isEmpty()
                ? "Nothing was added."
                : verb + Words.count(done.added().size(), "artifact") + in(done) + ".";
        var text = added + done.pendingSentence();
        terminal.result(json.build(), text + done.refusedSentence());
        if (!done.invalid().isEmpty() || !done.refused().isEmpty()) {
            return Exit.REFUSED.code();
        }
        return done.pending() ? Exit.PENDING.code() : Exit.OK.code();
    }

    private static String in(TaskSummary done) {
        return done.roles().isEmpty() ? "" : " in " + Words.some(done.roles());
    }
}
