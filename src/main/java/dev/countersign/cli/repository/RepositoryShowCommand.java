package dev.countersign.cli.repository;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign repository show}: one repository. */
@Command(
        name = "show",
        description = "Show one repository; 'status --repository NAME' says more.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class RepositoryShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var found = options.ask(api -> api.repository(name));
        options.terminal()
                .result(
                        found.data(),
                        "Repository  " + found.name() + "\nId          " + found.id() + "\nCreated     "
                                + found.created() + "\nAddress     "
                                + ApiClient.repositoryAddress(options.service(), found.name())
                                + "\nStands      " + found.stands());
        return Exit.OK.code();
    }
}
