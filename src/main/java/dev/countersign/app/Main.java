package dev.countersign.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code countersign} command: the entry of the jar, and the parent of every subcommand. */
@Command(
        name = "countersign",
        description = "A Repository Service for TUF.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {

    /** Runs the command line and exits with its status: 0 for success, 1 for a failure, 2 for a wrong invocation. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        new CommandLine(this).usage(System.out);
    }

    /** The version written into the jar's manifest, or {@code development} for classes that run outside a jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"countersign " + (version == null ? "development" : version)};
        }
    }
}
