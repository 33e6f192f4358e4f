package dev.countersign.cli.repository;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.tuf.RepositoryName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign repository create}: a repository that waits for its ceremony. */
@Command(
        name = "create",
        description = {
            "Create an empty repository; a ceremony with --repository NAME begins it.",
            "A name has " + RepositoryName.FORM + "."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class RepositoryCreateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What it is to be called.")
    private String name = "";

    @Option(
            names = "--private",
            description = "Its metadata is for callers whose token has the grant metadata, and for nobody else.")
    private boolean isPrivate;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var created = options.ask(api -> api.createRepository(name, isPrivate));
        if (isPrivate && !created.isPrivate()) {
            throw new CliFailure.CommandRefused(
                    "repository " + created.name() + " is there, but public: this server knows no"
                            + " private ones; remove it, and let the server be of this command's version");
        }
        options.terminal()
                .result(
                        created.data(),
                        "Repository " + created.name() + " is there, empty"
                                + (created.isPrivate() ? " and private" : "") + ". Its address is "
                                + ApiClient.repositoryAddress(options.service(), name)
                                + "; begin it with 'countersign ceremony --repository " + created.name() + "'.");
        return Exit.OK.code();
    }
}
