package dev.countersign.cli.key;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign key}: the parent of what makes keys and looks at them. */
@Command(
        name = "key",
        description = "Make a key, or see what a key file holds.",
        abbreviateSynopsis = true,
        subcommands = {KeyGenerateCommand.class, KeyInspectCommand.class})
public final class KeyCommand extends ParentCommand {
    public KeyCommand() {
        super("which one: generate or inspect?");
    }
}
