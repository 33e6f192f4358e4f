package dev.countersign.cli;

import picocli.CommandLine.Option;

/** What every command has. Filled in by picocli. */
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // Read by picocli.
    private boolean help;
}
