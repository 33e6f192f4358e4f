package dev.countersign.cli.artifact;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign artifact}: the parent of what changes which artifacts clients may trust. */
@Command(
        name = "artifact",
        description = "Add artifacts to the repository, or remove them.",
        abbreviateSynopsis = true,
        subcommands = {ArtifactAddCommand.class, ArtifactRemoveCommand.class})
public final class ArtifactCommand extends ParentCommand {
    public ArtifactCommand() {
        super("which one: add or remove?");
    }
}
