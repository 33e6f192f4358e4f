package dev.countersign.cli.settings;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign config}: the parent of what shows and changes settings of the repository. */
@Command(
        name = "config",
        description = "Show or change how long each role's versions are valid.",
        abbreviateSynopsis = true,
        subcommands = {ConfigGetCommand.class, ConfigSetCommand.class})
public final class ConfigCommand extends ParentCommand {
    public ConfigCommand() {
        super("which one: get or set?");
    }
}
