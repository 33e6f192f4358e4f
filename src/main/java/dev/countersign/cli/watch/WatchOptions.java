package dev.countersign.cli.watch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of what is followed, and of the listeners beside that. Filled in by picocli. */
final class WatchOptions {
    @Mixin
    SourceOptions source = new SourceOptions();

    @Option(names = "--state", paramLabel = "DIR", description = "Folder of what is known; keep it, and back it up.")
    @Nullable
    Path state;

    @Option(
            names = "--metrics",
            paramLabel = "HOST:PORT",
            description = "Serve /metrics and /health; a port alone is one of 127.0.0.1.")
    @Nullable
    String metrics;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Take wake-ups at /wake/NAME, and serve the lists of projects below /lists/.")
    @Nullable
    String listen;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "File with the secret that senders of wake-ups must know.")
    @Nullable
    String secretFile;
}
