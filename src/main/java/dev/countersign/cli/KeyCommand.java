package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code countersign key}: the parent of what makes keys and looks at them. */
@Command(
        name = "key",
        description = "Make a key, or see what a key file holds.",
        abbreviateSynopsis = true,
        subcommands = {KeyGenerateCommand.class, KeyInspectCommand.class})
public final class KeyCommand implements Runnable {
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
            throw new CommandLine.ParameterException(command.commandLine(), "which one: generate or inspect?");
        }
    }
}
