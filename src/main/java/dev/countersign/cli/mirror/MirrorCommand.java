package dev.countersign.cli.mirror;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign mirror}: the parent of what is done with mirrors. */
@Command(
        name = "mirror",
        description = "Add, list, remove or verify the mirrors of a repository.",
        abbreviateSynopsis = true,
        subcommands = {
            MirrorAddCommand.class,
            MirrorListCommand.class,
            MirrorRemoveCommand.class,
            MirrorVerifyCommand.class
        })
public final class MirrorCommand extends ParentCommand {
    public MirrorCommand() {
        super("which one: add, list, remove or verify?");
    }
}
