package dev.countersign.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Asks for a version of a module below a name that no server ever has (RFC 6761). */
final class GoProof implements PackageClient.Proof {
    @Override
    public List<String> programs() {
        return List.of("go");
    }

    @Override
    public Trial trial(String program, String canary, Path scratch, Machine machine) {
        return new Trial(
                List.of(program, "list", "-m", "canary.invalid/" + canary + "@v1.0.0"),
                scratch,
                Map.of("GOFLAGS", "-mod=mod"),
                "");
    }
}
