package dev.countersign.cli.repository;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign repository change}: who may read a repository. */
@Command(
        name = "change",
        description = "Make a repository private or public.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class RepositoryChangeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @ArgGroup(multiplicity = "1")
    private Readers readers = new Readers();

    /** One of them is given. */
    private static final class Readers {
        @Option(
                names = "--private",
                description = "Its metadata is for callers whose token has the grant metadata, and for nobody else.")
        private boolean isPrivate;

        @Option(names = "--public", description = "Its metadata is for everybody.")
        @SuppressWarnings("UnusedVariable") // Read by picocli: what is not private is public.
        private boolean isPublic;
    }

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var changed = options.ask(api -> api.changeRepository(name, readers.isPrivate));
        options.terminal()
                .result(
                        changed.data(),
                        "Repository " + changed.name() + " is " + (changed.isPrivate() ? "private" : "public") + ".");
        return Exit.OK.code();
    }
}
