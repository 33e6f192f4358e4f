package dev.countersign.app.service;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.ConfigFile;
import dev.countersign.app.config.Values;
import dev.countersign.cli.Version;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code countersign serve}: the service on a PostgreSQL, and a Redis when configured, that are there already. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        name = "serve",
        description = {
            "Serve a repository kept in PostgreSQL, until Ctrl-C or SIGTERM.",
            "Environment variables override the file: COUNTERSIGN_HTTP_PORT is http.port."
        },
        footer = {
            "",
            "Exit status: 0 stopped as asked, 1 something needed is missing or failed, 2 wrong configuration or"
                    + " invocation."
        })
public final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; conf/countersign.yaml shows every key. Default: every key at its default")
    private @Nullable Path file;

    @Override
    public Integer call() {
        var lifetime = new Lifetime();
        return lifetime.run(() -> lifetime.serve(config(), Clock.systemUTC(), ServeCommand::serving, () -> {
            LOG.info("stopping: publishing what was accepted");
        }));
    }

    private Config config() {
        return Config.read(new Values(Map.of(), System.getenv(), file == null ? Map.of() : ConfigFile.read(file)));
    }

    private static void serving(Node node) {
        LOG.info("serving on {}", node.address());
    }
}
