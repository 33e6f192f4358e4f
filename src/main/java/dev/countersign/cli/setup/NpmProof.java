package dev.countersign.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Looks at a package. */
final class NpmProof implements PackageClient.Proof {
    @Override
    public List<String> programs() {
        return List.of("npm");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) {
        var command = List.of(
                program,
                "view",
                canary,
                "version",
                "--fetch-retries=0",
                "--no-update-notifier",
                "--cache=" + scratch.resolve("cache"));
        return new Trial(command, machine.folder(), Map.of(), "");
    }
}
