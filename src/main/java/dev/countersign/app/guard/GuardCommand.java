package dev.countersign.app.guard;

import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.GuardConfig;
import dev.countersign.app.config.LogLevel;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Values;
import dev.countersign.app.service.Lifetime;
import dev.countersign.app.service.Waits;
import dev.countersign.cli.Version;
import dev.countersign.cli.setup.GuardCheckCommand;
import dev.countersign.cli.setup.GuardSetupCommand;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign guard}: stands in front of registries, and lets nothing through that is not signed. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        name = "guard",
        description = {
            "Stand in front of package registries, until Ctrl-C or SIGTERM, and serve nothing but what matches the"
                    + " repository's signed metadata.",
            "Environment variables override the file: COUNTERSIGN_GUARD_PORT is guard.port."
        },
        abbreviateSynopsis = true,
        subcommands = {GuardSetupCommand.class, GuardCheckCommand.class, GuardTokenCommand.class},
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 stopped as asked, 1 something needed is missing or failed, 2 wrong configuration or"
                    + " invocation."
        })
public final class GuardCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(GuardCommand.class);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; conf/guard.yaml shows every key. Options win over it.")
    private @Nullable Path file;

    @Mixin
    private GuardOptions options = new GuardOptions();

    @Override
    public Integer call() {
        var lifetime = new Lifetime();
        return lifetime.run(() -> guard(lifetime));
    }

    private void guard(Lifetime lifetime) {
        var config = config();
        LogLevel.set(config.logLevel());
        var guard = RunningGuard.start(config, Clock.systemUTC(), lifetime.waits());
        try {
            config.registries()
                    .forEach(registry -> LOG.info(
                            "guarding {} at {}/{}/, with targets below {}",
                            registry.url(),
                            guard.address(),
                            registry.place(),
                            registry.prefix()));
            guard.managementAddress().ifPresent(at -> LOG.info("health and metrics on {}", at));
            lifetime.await();
            LOG.info("stopping");
        } finally {
            guard.close(new Waits(() -> false));
        }
    }

    private GuardConfig config() {
        if (options.sharesPrefix()) {
            throw StartFailure.misconfigured("--prefix: several registries cannot share one (expected: one registry, or"
                    + " a prefix for each in a configuration file)");
        }
        return GuardConfig.read(
                new Values(options.given(), System.getenv(), file == null ? Map.of() : ConfigFile.read(file)));
    }
}
