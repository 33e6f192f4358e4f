package dev.countersign.cli.delegation;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.holder.PayloadFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import dev.countersign.wire.WireNames;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign delegation publish}: a version of a role that its holders have signed with other tools. */
@Command(
        name = "publish",
        description = {
            "Publish the next version of a role that its holders have signed elsewhere, byte for byte as it is.",
            "It must be one version above what is published, have all the signatures that the role needs, and hold only"
                    + " targets of the role's paths."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class DelegationPublishCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("(?:\\d+\\.)?(.+)\\.json");

    @Parameters(paramLabel = "FILE", description = "The signed file, such as dev.json or 3.dev.json.")
    private Path file = Path.of("");

    @Option(names = "--role", paramLabel = "NAME", description = "Name of the role. Default: what the file is called")
    private @Nullable String role;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var name = name();
        var bytes = PayloadFile.metadata(file);
        var version = parsed(bytes).signed().version();
        try (var session = new HolderSession(options)) {
            var task = session.api().publishRole(name, bytes);
            session.finished(name + " version " + version, task);
            options.terminal()
                    .result(
                            Json.object()
                                    .put(WireNames.ROLE, name.value())
                                    .put("version", version)
                                    .put("sha256", bytes.sha256().hex())
                                    .put("task", task)
                                    .build(),
                            "Published " + name + " version " + version + ", as its holders have signed it.");
            return Exit.OK.code();
        }
    }

    private RoleName name() {
        try {
            return RoleName.publishable(role == null ? nameOfFile() : role);
        } catch (InvalidInput e) {
            throw new CliFailure.Misused((role == null ? file.toString() : "--role") + ": " + e.getMessage());
        }
    }

    private String nameOfFile() {
        var matcher = NAME.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
            throw new CliFailure.Misused("which role is " + file + "? Give --role NAME");
        }
        return matcher.group(1);
    }

    private Metadata<Targets> parsed(Bytes bytes) {
        try {
            return Metadata.parseTargets(bytes);
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(file + ": " + e.getMessage());
        }
    }
}
