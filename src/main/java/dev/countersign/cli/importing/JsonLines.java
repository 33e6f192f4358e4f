package dev.countersign.cli.importing;

import dev.countersign.cli.artifact.Artifact;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TufException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code {"path": …, "length": …, "hashes": {…}, "custom": {…}}}; length, hashes and custom may also stand in an
 * {@code info} object, as in the API.
 */
record JsonLines() implements ArtifactLines {
    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 20);

    @Override
    public Optional<Artifact> read(Bytes line) {
        var object = Json.parseObject(line, LIMITS);
        var info = object.get("info") instanceof Json.Obj inner ? inner : object;
        if (!(object.get("path") instanceof Json.Str path)) {
            throw new TufException.InvalidMetadata("\"path\" is missing or not a string");
        }
        if (!(info.get("length") instanceof Json.Int length)) {
            throw new TufException.InvalidMetadata("\"length\" is missing or not an integer");
        }
        if (!(info.get("hashes") instanceof Json.Obj hashes)) {
            throw new TufException.InvalidMetadata("\"hashes\" is missing or not an object");
        }
        var custom = info.get("custom") instanceof Json.Obj given ? given : null;
        var file = new TargetFile(length.value(), hashes(hashes), custom);
        return Optional.of(new Artifact(ArtifactLines.added(path.value()), file));
    }

    private static SortedMap<HashAlgorithm, String> hashes(Json.Obj hashes) {
        var read = new TreeMap<HashAlgorithm, String>();
        hashes.members().forEach((name, value) -> {
            if (!(value instanceof Json.Str hex)) {
                throw new TufException.InvalidMetadata("\"hashes\": " + name + " is not a string");
            }
            read.put(ArtifactLines.algorithm(name), ArtifactLines.digest(hex.value()));
        });
        return read;
    }
}
