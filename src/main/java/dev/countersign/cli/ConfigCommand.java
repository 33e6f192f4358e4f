package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code countersign config}: the parent of what shows and changes settings of the repository. */
@Command(
        name = "config",
        description = "Show or change how long each role's versions are valid.",
        abbreviateSynopsis = true,
        subcommands = {ConfigGetCommand.class, ConfigSetCommand.class})
public final class ConfigCommand implements Runnable {
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
            throw new CommandLine.ParameterException(command.commandLine(), "which one: get or set?");
        }
    }
}
