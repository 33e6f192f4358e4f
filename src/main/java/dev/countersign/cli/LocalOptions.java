package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of commands that need no server. Filled in by picocli. */
public final class LocalOptions implements Reporting {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How to print the result: text or json. Default: text")
    private OutputFormat format = OutputFormat.text;

    @Option(
            names = {"-q", "--quiet"},
            description = "No notes on standard error.")
    private boolean quiet;

    @Mixin
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private HelpOption help = new HelpOption();

    @Option(names = "--debug", hidden = true, description = "Print stack traces of failures.")
    private boolean debug;

    private @Nullable Terminal terminal;

    @Override
    public boolean json() {
        return format == OutputFormat.json;
    }

    @Override
    public boolean debug() {
        return debug;
    }

    @Override
    public Terminal terminal() {
        if (command == null) {
            throw new IllegalStateException("picocli fills this in before a command runs");
        }
        if (terminal == null) {
            var line = command.commandLine();
            terminal = new Terminal(line.getOut(), line.getErr(), json(), quiet, false);
        }
        return terminal;
    }
}
