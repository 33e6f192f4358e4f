package dev.countersign.cli.delegation;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign delegation}: the parent of what decides who speaks for which paths. */
@Command(
        name = "delegation",
        description = "Add, change, remove, publish or list custom delegated roles.",
        abbreviateSynopsis = true,
        subcommands = {
            DelegationAddCommand.class,
            DelegationChangeCommand.class,
            DelegationRemoveCommand.class,
            DelegationPublishCommand.class,
            DelegationListCommand.class
        })
public final class DelegationCommand extends ParentCommand {
    public DelegationCommand() {
        super("which one: add, change, remove, publish or list?");
    }
}
