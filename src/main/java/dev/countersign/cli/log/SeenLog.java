package dev.countersign.cli.log;

import dev.countersign.cli.FileFailure;
import dev.countersign.client.ReplacedFile;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.transparency.Frontier;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * What this machine has read and verified of a log: the last checkpoint, the tree that it is of, and the files that
 * entries have named.
 */
public record SeenLog(VerifierKey key, SignedNote checkpoint, Frontier frontier, KnownFiles files) {
    private static final JsonLimits LIMITS = new JsonLimits(6, 64 << 20);

    public static Optional<SeenLog> load(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(parse(Bytes.wrap(SmallFile.read(file, LIMITS.maxBytes()))))
                    : Optional.empty();
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    private static SeenLog parse(Bytes content) {
        var json = Json.parseObject(content, LIMITS);
        var roots = json.texts("frontier").stream()
                .map(root -> Bytes.wrap(Base64.getDecoder().decode(root)))
                .toList();
        var size = json.get("size") instanceof Json.Int number ? number.value() : 0;
        return new SeenLog(
                VerifierKey.parse(String.valueOf(json.text("key"))),
                SignedNote.parse(Bytes.utf8(String.valueOf(json.text("checkpoint")))),
                new Frontier(size, roots),
                KnownFiles.parse(json.object("files")));
    }

    public void store(Path file) {
        var json = Json.object()
                .put("key", key.toString())
                .put("checkpoint", checkpoint.toBytes().utf8())
                .put("size", frontier.size())
                .put(
                        "frontier",
                        frontier.roots().stream()
                                .map(root -> Base64.getEncoder().encodeToString(root.array()))
                                .toList())
                .put("files", files.json())
                .build();
        try {
            ReplacedFile.write(file, Bytes.utf8(json.toText() + "\n").array());
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }
}
