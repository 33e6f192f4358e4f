package dev.countersign.cli.log;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.LocalOptions;
import dev.countersign.json.Json;
import dev.countersign.tuf.RepositoryName;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign log rotate}: another key for the log of a repository. */
@Command(
        name = "rotate",
        description = {
            "Give the public log of a repository another key, because the old one was stolen or lost. The entries"
                    + " stay; the log goes on under another name, which follows from the key.",
            "Stop all nodes first, and tell those who verify the log, and its witnesses, what this prints."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class LogRotateCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration that names the database.")
    private Path configuration = Path.of("");

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            description = "Which one. Default: the one that addresses without a name mean")
    private String repository = RepositoryName.DEFAULT.value();

    @Mixin
    private LocalOptions options = new LocalOptions();

    private final LogRegister.OfConfiguration databases;

    LogRotateCommand(LogRegister.OfConfiguration databases) {
        this.databases = databases;
    }

    @Override
    public Integer call() {
        var name = RepositoryName.parse(repository)
                .orElseThrow(
                        () -> new CliFailure.Misused("--repository: '" + repository + "': " + RepositoryName.PROBLEM));
        try (var register = databases.open(configuration)) {
            var rotated = register.rotate(name);
            options.terminal()
                    .result(
                            Json.object()
                                    .put("before", rotated.before().toString())
                                    .put("after", rotated.after().toString())
                                    .put("size", rotated.size())
                                    .build(),
                            "The log has another key, and its " + rotated.size() + " entries as before.\n  before  "
                                    + rotated.before() + "\n  now     " + rotated.after()
                                    + "\nStart the nodes. Those who verify the log once give: countersign log verify"
                                    + " --log-key '" + rotated.after() + "'");
            return Exit.OK.code();
        }
    }
}
