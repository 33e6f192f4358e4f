package dev.countersign.cli.audit;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign audit}: the parent of the commands about who did what. */
@Command(
        name = "audit",
        description = "Show who did what in a repository, and verify that nothing of it was changed.",
        abbreviateSynopsis = true,
        subcommands = {AuditListCommand.class, AuditVerifyCommand.class})
public final class AuditCommand extends ParentCommand {
    public AuditCommand() {
        super("which one: list or verify?");
    }
}
