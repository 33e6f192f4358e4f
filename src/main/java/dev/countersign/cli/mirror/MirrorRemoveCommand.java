package dev.countersign.cli.mirror;

import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign mirror remove}: a mirror that is to be filled no longer. */
@Command(
        name = "remove",
        description = "Fill a mirror no longer. What is there stays there.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class MirrorRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var removed = options.askOfRepository(api -> api.removeMirror(name));
        options.terminal()
                .result(
                        removed.data(),
                        "Mirror " + removed.name() + " is filled no longer; what is in " + removed.place()
                                + " stays there, and its metadata expires.");
        return Exit.OK.code();
    }
}
