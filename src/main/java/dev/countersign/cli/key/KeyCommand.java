package dev.countersign.cli.key;

import dev.countersign.cli.ParentCommand;
import picocli.CommandLine.Command;

/** {@code countersign key}: the parent of what makes keys and looks at them. */
@Command(
        name = "key",
        description = "Make a key, see what a key file holds, or get the public half of one that is kept elsewhere.",
        abbreviateSynopsis = true,
        subcommands = {KeyGenerateCommand.class, KeyInspectCommand.class, KeyImportCommand.class})
public final class KeyCommand extends ParentCommand {
    public KeyCommand() {
        super("which one: generate, inspect or import-from?");
    }
}
