package dev.countersign.cli.log;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code countersign log}: the parent of the commands about the public log of a repository. */
@Command(
        name = "log",
        description = "Verify the public log of a repository, show the key that signs it, or replace it.",
        abbreviateSynopsis = true,
        subcommands = {LogKeyCommand.class, LogVerifyCommand.class})
public final class LogCommand extends ParentCommand {
    public LogCommand() {
        super("which one: key, verify or rotate?");
    }

    /** The command with all those below it. */
    public static CommandLine line(LogRegister.OfConfiguration databases) {
        return new CommandLine(new LogCommand()).addSubcommand(new LogRotateCommand(databases));
    }
}
