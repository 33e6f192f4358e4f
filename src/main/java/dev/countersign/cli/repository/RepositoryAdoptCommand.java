package dev.countersign.cli.repository;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.api.TaskWait;
import dev.countersign.client.FolderMetadata;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.tuf.ForeignRepository;
import dev.countersign.tuf.HandedInFiles;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.wire.WireNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign repository adopt}: continues a repository that other software began. */
@Command(
        name = "adopt",
        description = {
            "Take over a TUF repository that other software publishes: verify it as a client does, and serve it from"
                    + " here exactly as it is, with its whole chain of roots.",
            "Its next root, made with 'countersign root update' and signed by those who hold it, gives it online keys"
                + " of this service; from then on versions go on here. Until then, run the command again to take over"
                + " what was published meanwhile."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class RepositoryAdoptCommand implements Callable<Integer> {
    private static final Map<String, Integer> USUAL_DAYS =
            Map.of("root", 365, "targets", 365, "snapshot", 7, "timestamp", 1);

    @Option(names = "--from", required = true, paramLabel = "URL|FOLDER", description = "Where its timestamp.json is.")
    private String from = "";

    @Option(
            names = "--root",
            required = true,
            paramLabel = "FILE",
            description = "A root of it, from a source you trust; any version of it will do.")
    private Path root = Path.of("");

    @Option(
            names = "--expiration",
            paramLabel = "ROLE=DAYS",
            description = "For how long roles are valid that are signed from now on. Default: root and targets 365,"
                    + " snapshot 7, timestamp 1, and for all others what targets has")
    private Map<String, Integer> expiration = new TreeMap<>();

    @Option(names = "--dry-run", description = "Say what would be taken over, or why it cannot be; send nothing.")
    private boolean dryRun;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var files = SpooledFiles.create(options.terminal())) {
            read(files);
            return call(files);
        }
    }

    private int call(SpooledFiles files) {
        var foreign = verified(files);
        warnOfLostRoots(foreign.roots().getFirst().file().version());
        if (dryRun) {
            options.terminal().result(json(foreign).build(), "This can be taken over: " + summary(foreign) + ".");
            return Exit.OK.code();
        }
        var task = adopt(files);
        options.terminal()
                .result(
                        json(foreign).put("task", task).build(),
                        "Taken over: " + summary(foreign) + ".\n"
                                + next(foreign.root().signed()));
        return Exit.OK.code();
    }

    private void read(SpooledFiles files) {
        var trusted = trusted();
        if (!from.contains("://")) {
            ForeignFiles.read(new FolderMetadata(Path.of(from)), trusted, Instant.now(), files, options.terminal());
            return;
        }
        var address = ServerOptions.address("--from", from);
        try (var http = options.http(address)) {
            var source = options.metadataByFile(http, address);
            ForeignFiles.read(source, trusted, Instant.now(), files, options.terminal());
        }
    }

    private Bytes trusted() {
        try {
            return Bytes.wrap(SmallFile.read(root));
        } catch (IOException e) {
            throw FileFailure.refused(root, e);
        }
    }

    /** By the rules that the service goes by, so that nothing is sent which it would refuse. */
    private ForeignRepository verified(HandedInFiles files) {
        ForeignRepository foreign;
        try {
            foreign = ForeignRepository.verify(files, Instant.now());
        } catch (InvalidInput e) {
            throw new CliFailure.Unverified(from + ": " + e.getMessage(), e);
        }
        var problems = foreign.problems();
        if (!problems.isEmpty()) {
            throw new CliFailure.CommandRefused(from + " cannot be continued here: " + String.join("; ", problems));
        }
        return foreign;
    }

    private void warnOfLostRoots(int oldest) {
        if (oldest != RootSuccession.FIRST_VERSION) {
            options.terminal()
                    .warn("The oldest root at " + from + " is " + RoleName.ROOT.fileName(oldest) + ": clients that were"
                            + " shipped with an earlier one cannot follow from there, nor from here.");
        }
    }

    private String adopt(SpooledFiles files) {
        try (var http = options.http()) {
            createMissing(options.serviceApi(http));
            var api = options.api(http);
            var parts = new AdoptionParts(
                    part -> options.polling().whenNotBusy(() -> api.handIn(part)), options.terminal());
            files.forEach(parts::add);
            var task = options.polling().whenNotBusy(() -> api.adopt(body(parts)));
            var report = new TaskWait(api, options.polling(), options.terminal()).one(task);
            if (!report.succeeded()) {
                throw new CliFailure.CommandRefused(
                        "taking over the repository was refused: " + report.sentence() + " (task " + task + ")");
            }
            return task;
        }
    }

    private void createMissing(ApiClient service) {
        var name = options.named();
        if (name == null) {
            return;
        }
        try {
            var _ = options.polling().whenNotBusy(() -> service.repository(name));
        } catch (CliFailure.CommandRefused refused) {
            if (!refused.isNothingThere()) {
                throw refused;
            }
            var _ = options.polling().whenNotBusy(() -> service.createRepository(name, false));
        }
    }

    private Json.Obj body(AdoptionParts parts) {
        var days = Json.object();
        var all = new TreeMap<>(USUAL_DAYS);
        all.putAll(expiration);
        all.forEach(days::put);
        return Json.object()
                .put(
                        WireNames.SETTINGS,
                        Json.object().put(WireNames.EXPIRATION, days.build()).build())
                .put(WireNames.PARTS, parts.tasks())
                .put(WireNames.FILES, parts.rest())
                .build();
    }

    private static ObjectBuilder json(ForeignRepository foreign) {
        return Json.object()
                .put("root", foreign.root().signed().version())
                .put("timestamp", foreign.timestamp().signed().version())
                .put("snapshot", foreign.snapshot().signed().version())
                .put("targets", foreign.targets().signed().version())
                .put("targets_signed_by", foreign.signer() == TargetsSigner.SERVICE ? "service" : "holders")
                .put("files", foreign.files().size());
    }

    private static String summary(ForeignRepository foreign) {
        return "roots " + foreign.roots().getFirst().file().version() + " to "
                + foreign.root().signed().version() + ", timestamp "
                + foreign.timestamp().signed().version() + ", snapshot "
                + foreign.snapshot().signed().version() + ", targets "
                + foreign.targets().signed().version()
                + (foreign.signer() == TargetsSigner.SERVICE ? "" : " (signed by its holders)") + ", "
                + foreign.roles().size() + " delegated roles";
    }

    /**
     * Roles whose key is not that of targets keep it unless they are given one. Where people sign targets, one new key is
     * for both of the others.
     */
    private static String otherKeys(Root current) {
        if (TargetsSigner.of(current) == TargetsSigner.HOLDERS) {
            return "";
        }
        return RoleName.ONLINE.stream()
                .filter(role ->
                        !current.role(role).keyids().equals(current.targets().keyids()))
                .map(role -> " --" + role + "-key FILE")
                .collect(Collectors.joining());
    }

    private String next(Root current) {
        var holders = current.root().keyids().stream()
                .map(id -> id.value().substring(0, Math.min(8, id.value().length())))
                .collect(Collectors.joining(", "));
        var repository = options.named() == null ? "" : " --repository " + options.named();
        return "It is served as it was left, at " + options.metadataAddress() + ". Next:\n"
                + "1. Root " + (current.version() + 1) + " gives it online keys of this service; it needs "
                + current.root().threshold() + " of the keys " + holders + ":\n"
                + "     countersign root update --online-key FILE" + otherKeys(current) + " --root "
                + RoleName.ROOT.fileName(current.version())
                + repository + "\n"
                + "     countersign sign" + repository + "\n"
                + "2. Before the last of them signs, stop what publishes at " + from + " and run this command again:"
                + " it takes over what was published since.\n"
                + "3. When root " + (current.version() + 1)
                + " is in force, give clients the address above in place of the"
                + " old one.";
    }
}
