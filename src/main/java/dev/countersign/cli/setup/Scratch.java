package dev.countersign.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Projects for trials. */
final class Scratch {
    private Scratch() {}

    /** Gives the scratch folder a file of the project that configures its package manager, when there is one. */
    static void copy(Path project, Path scratch, String file) throws IOException {
        var source = project.resolve(file);
        if (Files.isRegularFile(source)) {
            var copy = scratch.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(source, copy);
        }
    }
}
