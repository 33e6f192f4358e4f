package dev.countersign.cli.importing;

import dev.countersign.cli.artifact.Artifact;
import dev.countersign.cli.artifact.HashOption;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetPathPolicy;
import java.util.Locale;
import java.util.Optional;

/** Reads the artifacts that the lines of a list name. */
sealed interface ArtifactLines permits CsvLines, JsonLines {

    /**
     * The artifact of a line; empty for a line that names none, such as a header.
     *
     * @throws InvalidInput with the reason, when the line cannot be sent
     */
    Optional<Artifact> read(Bytes line);

    static TargetPath added(String path) {
        return TargetPath.added(path, TargetPathPolicy.PORTABLE);
    }

    static HashAlgorithm algorithm(String name) {
        return HashOption.named(name).orElseThrow(() -> new InvalidValue("hash", name, HashOption.names()));
    }

    static String digest(String hex) {
        return hex.strip().toLowerCase(Locale.ROOT);
    }
}
