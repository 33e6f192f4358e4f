package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code countersign root}: the parent of what changes the root. */
@Command(
        name = "root",
        description = "Change who may sign the root, when it expires, and the online key.",
        abbreviateSynopsis = true,
        subcommands = RootUpdateCommand.class)
public final class RootCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean help;

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public void run() {
        if (command != null) {
            throw new CommandLine.ParameterException(command.commandLine(), "what to do? Such as: root update");
        }
    }
}
