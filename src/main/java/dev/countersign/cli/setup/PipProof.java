package dev.countersign.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Downloads into the scratch folder. */
final class PipProof implements PackageClient.Proof {
    @Override
    public List<String> programs() {
        return List.of("pip", "pip3");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) {
        var command = List.of(
                program,
                "download",
                canary,
                "--no-deps",
                "--no-cache-dir",
                "--no-input",
                "--retries",
                "0",
                "--disable-pip-version-check",
                "--dest",
                scratch.toString());
        return new Trial(command, machine.folder(), Map.of(), "");
    }
}
