package dev.countersign.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Resolves a requirement and prints it. */
final class UvProof implements PackageClient.Proof {
    @Override
    public List<String> programs() {
        return List.of("uv");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) {
        return new Trial(
                List.of(program, "pip", "compile", "-", "--no-cache", "--no-header"),
                machine.folder(),
                Map.of("UV_HTTP_RETRIES", "0"),
                canary + "\n");
    }
}
