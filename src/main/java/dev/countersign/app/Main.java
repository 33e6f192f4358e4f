package dev.countersign.app;

import dev.countersign.cli.ArtifactCommand;
import dev.countersign.cli.CeremonyCommand;
import dev.countersign.cli.ConfigCommand;
import dev.countersign.cli.DelegationCommand;
import dev.countersign.cli.DownloadCommand;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.ImportCommand;
import dev.countersign.cli.KeyCommand;
import dev.countersign.cli.OnlineBumpCommand;
import dev.countersign.cli.RootCommand;
import dev.countersign.cli.SignCommand;
import dev.countersign.cli.StatusCommand;
import dev.countersign.cli.TaskCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code countersign} command: the entry of the jar, and the parent of every subcommand. */
@Command(
        name = "countersign",
        description = "A Repository Service for TUF.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            QuickstartCommand.class,
            ServeCommand.class,
            ArtifactCommand.class,
            ImportCommand.class,
            TaskCommand.class,
            StatusCommand.class,
            DownloadCommand.class,
            KeyCommand.class,
            CeremonyCommand.class,
            RootCommand.class,
            SignCommand.class,
            DelegationCommand.class,
            ConfigCommand.class,
            OnlineBumpCommand.class
        })
public final class Main implements Runnable {

    /** Runs the command line and exits with its status: one of {@link dev.countersign.cli.Exit}. */
    public static void main(String[] args) {
        System.exit(FailureReport.attach(new CommandLine(new Main())).execute(args));
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
