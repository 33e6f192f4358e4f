package dev.countersign.cli.root;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign root}: the parent of what changes the root. */
@Command(
        name = "root",
        description = "Change who may sign the root, when it expires, and the online key.",
        abbreviateSynopsis = true,
        subcommands = RootUpdateCommand.class)
public final class RootCommand extends ParentCommand {
    public RootCommand() {
        super("what to do? Such as: root update");
    }
}
