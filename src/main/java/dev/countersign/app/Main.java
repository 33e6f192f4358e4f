package dev.countersign.app;

import dev.countersign.app.guard.GuardCommand;
import dev.countersign.app.quickstart.QuickstartCommand;
import dev.countersign.app.service.DatabaseLogs;
import dev.countersign.app.service.DatabaseTokens;
import dev.countersign.app.service.ServeCommand;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.NativeText;
import dev.countersign.cli.Version;
import dev.countersign.cli.artifact.ArtifactCommand;
import dev.countersign.cli.audit.AuditCommand;
import dev.countersign.cli.check.CheckCommand;
import dev.countersign.cli.delegation.DelegationCommand;
import dev.countersign.cli.download.DownloadCommand;
import dev.countersign.cli.importing.ImportCommand;
import dev.countersign.cli.key.KeyCommand;
import dev.countersign.cli.log.LogCommand;
import dev.countersign.cli.login.LoginCommand;
import dev.countersign.cli.login.LogoutCommand;
import dev.countersign.cli.login.WhoamiCommand;
import dev.countersign.cli.mirror.MirrorCommand;
import dev.countersign.cli.repository.RepositoryCommand;
import dev.countersign.cli.root.CeremonyCommand;
import dev.countersign.cli.root.RootCommand;
import dev.countersign.cli.settings.ConfigCommand;
import dev.countersign.cli.settings.OnlineBumpCommand;
import dev.countersign.cli.signing.SignCommand;
import dev.countersign.cli.status.StatusCommand;
import dev.countersign.cli.status.TaskCommand;
import dev.countersign.cli.token.TokenCommand;
import dev.countersign.cli.verify.VerifyCommand;
import dev.countersign.cli.watch.WatchCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code countersign} command: the entry of the jar, and the parent of every subcommand. */
@Command(
        name = "countersign",
        description = "A Repository Service for TUF.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {

    /** In the order of the help text. */
    private static final List<Class<?>> SUBCOMMANDS = List.of(
            QuickstartCommand.class,
            ServeCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            TokenCommand.class,
            ArtifactCommand.class,
            ImportCommand.class,
            TaskCommand.class,
            StatusCommand.class,
            DownloadCommand.class,
            GuardCommand.class,
            VerifyCommand.class,
            CheckCommand.class,
            WatchCommand.class,
            KeyCommand.class,
            CeremonyCommand.class,
            RootCommand.class,
            SignCommand.class,
            DelegationCommand.class,
            RepositoryCommand.class,
            MirrorCommand.class,
            LogCommand.class,
            AuditCommand.class,
            ConfigCommand.class,
            OnlineBumpCommand.class);

    /** Runs the command line and exits with its status: one of {@link dev.countersign.cli.Exit}. */
    public static void main(String[] args) {
        NativeText.settle();
        var unreadable = NativeText.problem(List.of(args), System.getenv());
        if (unreadable.isPresent()) {
            System.err.println("countersign: " + unreadable.get());
            System.exit(Exit.USAGE.code());
        }
        System.exit(FailureReport.attach(line(args)).execute(args));
    }

    /** Reading the options of all subcommands takes a third of a second, so only those of the one that is named are read. */
    private static CommandLine line(String... args) {
        var line = new CommandLine(new Main());
        var named = args.length == 0
                ? List.<Class<?>>of()
                : SUBCOMMANDS.stream()
                        .filter(type -> name(type).equals(args[0]))
                        .toList();
        (named.isEmpty() ? SUBCOMMANDS : named).forEach(type -> line.addSubcommand(name(type), command(type)));
        return line;
    }

    /** The command, or the class that is made into it. */
    private static Object command(Class<?> type) {
        if (type == TokenCommand.class) {
            return TokenCommand.line(DatabaseTokens::open);
        }
        return type == LogCommand.class ? LogCommand.line(DatabaseLogs::open) : type;
    }

    private static String name(Class<?> subcommand) {
        return subcommand.getAnnotation(Command.class).name();
    }

    @Override
    public void run() {
        line().usage(System.out);
    }
}
