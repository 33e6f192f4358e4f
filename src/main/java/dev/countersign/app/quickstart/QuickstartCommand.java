package dev.countersign.app.quickstart;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Values;
import dev.countersign.app.service.Lifetime;
import dev.countersign.app.service.Listeners;
import dev.countersign.app.service.Node;
import dev.countersign.cli.PrivateFile;
import dev.countersign.cli.Version;
import dev.countersign.cli.access.OwnQuickstarts;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RootSuccession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code countersign quickstart}: the whole service in one process and one folder, with a repository to try. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        name = "quickstart",
        description = {
            "Start the service with a PostgreSQL of its own in a data folder, create a demonstration",
            "repository the first time, and serve it until Ctrl-C. Later starts continue with what is there."
        },
        footer = {
            "",
            "Exit status: 0 stopped as asked, 1 something needed is missing or failed, 2 wrong configuration or"
                    + " invocation."
        })
public final class QuickstartCommand implements Callable<Integer> {

    private static final Duration BOOTSTRAP = Duration.ofMinutes(5);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "countersign-data",
            description = "Where everything is kept. Default: ./countersign-data")
    private Path folder = Path.of("countersign-data");

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen. Default: 127.0.0.1")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "Port of API and metadata. Default: 8080")
    private @Nullable String port;

    @Option(names = "--management-port", paramLabel = "N", description = "Port of health and metrics. Default: 8081")
    private @Nullable String managementPort;

    @Option(
            names = "--bins",
            paramLabel = "N",
            defaultValue = "" + HashBins.USUAL,
            description = "Hash bins of a new repository, " + HashBins.FEWEST + " to " + HashBins.MOST + ". Default: "
                    + HashBins.USUAL)
    private int bins = HashBins.USUAL;

    @Option(names = "--empty", description = "Create no repository: wait for a ceremony over the API.")
    private boolean empty;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Where online keys named fn:FILE lie. Default: keys in the data folder")
    private @Nullable Path keys;

    /** Present while the command line finds this quickstart by itself. */
    private Optional<OwnQuickstarts.Announcement> announcement = Optional.empty();

    @Override
    public Integer call() {
        var lifetime = new Lifetime();
        return lifetime.run(() -> serve(lifetime, new StartProgress(System.out, Clock.systemUTC())));
    }

    private void serve(Lifetime lifetime, StartProgress progress) {
        HashBins.problem(bins).ifPresent(problem -> {
            throw StartFailure.misconfigured("--bins: " + problem);
        });
        // Before anything is created, so that a mistake leaves nothing behind.
        config("postgresql://checked-first", folder);
        try (var data = DataFolder.open(folder);
                var database = EmbeddedDatabase.start(data, progress)) {
            database.keepRunning(progress, lifetime::giveUp);
            var config = config(database.url(), data.keys());
            var token = AdminToken.ensure(data.adminToken(), config);
            lifetime.serve(
                    config,
                    Clock.systemUTC(),
                    node -> serving(node, config, data, token, progress),
                    () -> progress.say("Stopping: publishing what was accepted ..."));
        } finally {
            announcement.ifPresent(OwnQuickstarts.Announcement::close);
        }
        progress.say("Stopped. The same command continues with this repository.");
    }

    private Config config(String databaseUrl, Path defaultKeys) {
        var options = new HashMap<String, Values.Given>();
        give(options, "http.host", host, "--host");
        give(options, "http.port", port, "--port");
        give(options, "management.port", managementPort, "--management-port");
        give(options, "database.url", databaseUrl, "the data folder");
        give(options, "keys.directory", (keys == null ? defaultKeys : keys).toString(), "--keys");
        var config = Config.read(new Values(options, System.getenv(), quickstartDefaults()));
        if (config.redis().url() != null) {
            throw StartFailure.misconfigured(
                    "COUNTERSIGN_REDIS_URL: is set, but a quickstart is one node alone; unset it, or use: countersign"
                            + " serve");
        }
        Listeners.requireFree("http", config.http().host(), config.http().port());
        Listeners.requireFree(
                "management", config.management().host(), config.management().port());
        return config;
    }

    /**
     * Where a quickstart differs; the environment may still say otherwise. The lines it prints say what matters, and a
     * PostgreSQL of its own is worth waiting for on a busy machine.
     */
    private static Map<String, Values.Given> quickstartDefaults() {
        var folder = Path.of("").toAbsolutePath();
        return Map.of(
                "log.level", new Values.Given("warn", "quickstart", folder),
                "database.connect-timeout", new Values.Given("30s", "quickstart", folder));
    }

    private static void give(Map<String, Values.Given> options, String key, @Nullable String value, String option) {
        if (value != null) {
            options.put(key, new Values.Given(value, option, Path.of("").toAbsolutePath()));
        }
    }

    private void serving(Node node, Config config, DataFolder data, String token, StartProgress progress) {
        announcement = OwnQuickstarts.ofUser()
                .announce(config.http().host(), node.address().getPort(), AdminToken.note(data));
        progress.done("serving on " + node.address());
        var text = announcement.isPresent() ? QuickstartText.of(node, data) : QuickstartText.namingToken(node, data);
        try (var api = new LocalApi(node.address(), token)) {
            if (!api.isBootstrapped()) {
                if (empty) {
                    progress.say(text.waitingForCeremony(keys == null ? data.keys() : keys));
                    return;
                }
                var demonstration = new Demonstration(data.rootKeys(), keys == null ? data.keys() : keys);
                api.bootstrap(demonstration.bootstrap(bins, Clock.systemUTC().instant()), BOOTSTRAP);
                progress.done("created a demonstration repository with " + bins + " bins");
            }
            if (!api.isFinished()) {
                // A ceremony is under way: its holders may take days, and this may be a start in between.
                progress.say(text.waitingForCeremony(keys == null ? data.keys() : keys));
                return;
            }
            keepFirstRoot(api, data);
        }
        progress.say(text.ready());
    }

    /** Clients need it to begin with; everything else they fetch. A repository that was taken over may lack it. */
    private static void keepFirstRoot(LocalApi api, DataFolder data) {
        if (Files.exists(data.firstRoot())) {
            return;
        }
        var first = api.metadata(RootSuccession.FIRST_FILE);
        if (first.isEmpty()) {
            return;
        }
        try {
            PrivateFile.replace(data.firstRoot(), first.get());
        } catch (IOException failed) {
            throw StartFailure.unavailable(
                    data.firstRoot() + ": cannot be written (" + StartFailure.reason(failed) + "); correct that");
        }
    }
}
