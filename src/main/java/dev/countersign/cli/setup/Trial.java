package dev.countersign.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A run of a package manager that a guard refuses.
 *
 * @param folder in which it runs
 * @param environment added to that of the user
 * @param input on standard input
 */
record Trial(List<String> command, Path folder, Map<String, String> environment, String input) {
    Trial {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
