package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command speaks: the last options of each. Filled in by picocli. */
public final class OutputOptions {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How to print the result: text or json. Default: text")
    private OutputFormat format = OutputFormat.text;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes on standard error.")
    private boolean quiet;

    @Mixin
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private HelpOption help = new HelpOption();

    @Option(names = "--debug", hidden = true, description = "Print stack traces of failures.")
    private boolean debug;

    private @Nullable Terminal terminal;

    public boolean json() {
        return format == OutputFormat.json;
    }

    public boolean debug() {
        return debug;
    }

    /** The same one every time. */
    @SuppressWarnings("SystemConsoleNull") // It still is null when standard input and output are not a terminal.
    public Terminal terminal(@Nullable CommandSpec command) {
        if (command == null) {
            throw new IllegalStateException("picocli fills this in before a command runs");
        }
        if (terminal == null) {
            var line = command.commandLine();
            var console = System.console();
            var screen = console != null && console.isTerminal();
            terminal = new Terminal(line.getOut(), line.getErr(), json(), quiet, screen);
        }
        return terminal;
    }
}
