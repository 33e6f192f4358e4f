package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code countersign artifact}: the parent of what changes which artifacts clients may trust. */
@Command(
        name = "artifact",
        description = "Add artifacts to the repository, or remove them.",
        abbreviateSynopsis = true,
        subcommands = {ArtifactAddCommand.class, ArtifactRemoveCommand.class})
public final class ArtifactCommand implements Runnable {
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
            throw new CommandLine.ParameterException(command.commandLine(), "which one: add or remove?");
        }
    }
}
