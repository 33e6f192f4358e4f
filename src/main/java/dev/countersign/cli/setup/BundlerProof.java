package dev.countersign.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Locks a project in the scratch folder, which has the configuration of this one. */
final class BundlerProof implements PackageClient.Proof {
    @Override
    public List<String> programs() {
        return List.of("bundle");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) throws IOException {
        Files.writeString(scratch.resolve("Gemfile"), "source \"https://gems.example\"\ngem \"" + canary + "\"\n");
        Scratch.copy(machine.folder(), scratch, ".bundle/config");
        return new Trial(List.of(program, "lock"), scratch, Map.of("BUNDLE_RETRY", "0"), "");
    }
}
