package dev.countersign.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Installs into the scratch folder. */
final class GemProof implements PackageClient.Proof {
    @Override
    public List<String> programs() {
        return List.of("gem");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) {
        return new Trial(
                List.of(
                        program,
                        "install",
                        canary,
                        "--version",
                        "1.0.0",
                        "--no-document",
                        "--install-dir",
                        scratch.toString()),
                scratch,
                Map.of(),
                "");
    }
}
