package dev.countersign.cli.repository;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign repository}: the parent of what decides which repositories a service has. */
@Command(
        name = "repository",
        description = "Create, adopt, list, show, change or remove the repositories of a service.",
        abbreviateSynopsis = true,
        subcommands = {
            RepositoryCreateCommand.class,
            RepositoryAdoptCommand.class,
            RepositoryListCommand.class,
            RepositoryShowCommand.class,
            RepositoryChangeCommand.class,
            RepositoryRemoveCommand.class
        })
public final class RepositoryCommand extends ParentCommand {
    public RepositoryCommand() {
        super("which one: create, adopt, list, show, change or remove?");
    }
}
