package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code countersign delegation}: the parent of what decides who speaks for which paths. */
@Command(
        name = "delegation",
        description = "Add, change, remove or list custom delegated roles.",
        abbreviateSynopsis = true,
        subcommands = {
            DelegationAddCommand.class,
            DelegationChangeCommand.class,
            DelegationRemoveCommand.class,
            DelegationListCommand.class
        })
public final class DelegationCommand implements Runnable {
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
            throw new CommandLine.ParameterException(command.commandLine(), "which one: add, change, remove or list?");
        }
    }
}
