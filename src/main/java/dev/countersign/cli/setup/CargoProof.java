package dev.countersign.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Locks a package in the scratch folder; Cargo is configured by the folder that it runs in. */
final class CargoProof implements PackageClient.Proof {
    private static final String MANIFEST = """
        [package]
        name = "canary"
        version = "1.0.0"
        edition = "2021"
        [dependencies]
        CANARY = "1"
        [workspace]
        """;

    @Override
    public List<String> programs() {
        return List.of("cargo");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) throws IOException {
        var manifest = scratch.resolve("Cargo.toml");
        Files.writeString(manifest, MANIFEST.replace("CANARY", canary));
        Files.createDirectories(scratch.resolve("src"));
        Files.writeString(scratch.resolve("src").resolve("lib.rs"), "");
        return new Trial(
                List.of(program, "generate-lockfile", "--manifest-path", manifest.toString()),
                machine.folder(),
                Map.of("CARGO_NET_RETRY", "0"),
                "");
    }
}
