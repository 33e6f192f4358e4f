package dev.countersign.cli.log;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign log}: the parent of the commands about the public log of a repository. */
@Command(
        name = "log",
        description = "Verify the public log of a repository, and show the key that signs it.",
        abbreviateSynopsis = true,
        subcommands = {LogKeyCommand.class, LogVerifyCommand.class})
public final class LogCommand extends ParentCommand {
    public LogCommand() {
        super("which one: key or verify?");
    }
}
