package dev.countersign.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Adds a package to a project in the scratch folder, which has the configuration of this one. */
final class PnpmProof implements PackageClient.Proof {
    @Override
    public List<String> programs() {
        return List.of("pnpm");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) throws IOException {
        Files.writeString(scratch.resolve("package.json"), "{\"name\":\"canary\",\"version\":\"1.0.0\"}\n");
        Scratch.copy(machine.folder(), scratch, ".npmrc");
        return new Trial(
                List.of(program, "add", canary, "--lockfile-only"),
                scratch,
                Map.of("npm_config_fetch_retries", "0", "pnpm_config_fetch_retries", "0"),
                "");
    }
}
