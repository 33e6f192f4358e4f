package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only holds others: alone, it asks which one is meant. Filled in by picocli. */
public abstract class ParentCommand implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec command;

    private final String question;

    public ParentCommand(String question) {
        this.question = question;
    }

    @Override
    public void run() {
        if (command != null) {
            throw new CommandLine.ParameterException(command.commandLine(), question);
        }
    }
}
