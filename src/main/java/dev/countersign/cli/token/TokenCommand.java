package dev.countersign.cli.token;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code countersign token}: the parent of the commands about tokens. */
@Command(
        name = "token",
        description = "Create, list, show or revoke the tokens of a service.",
        abbreviateSynopsis = true)
public final class TokenCommand extends ParentCommand {
    private TokenCommand() {
        super("which one: create, list, show or revoke?");
    }

    /** The command with those below it. */
    public static CommandLine line(TokenRegister.OfDatabase databases) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new TokenCreateCommand(databases))
                .addSubcommand(new TokenListCommand(databases))
                .addSubcommand(new TokenShowCommand(databases))
                .addSubcommand(new TokenRevokeCommand(databases));
    }
}
