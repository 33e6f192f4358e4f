package dev.countersign.cli.holder;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclarativeFile;
import dev.countersign.cli.FileFailure;
import dev.countersign.client.ReplacedFile;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import java.io.IOException;
import java.nio.file.Path;

/** JSON files that holders pass on: payloads, signatures, bundles, metadata. */
public final class PayloadFile {
    private static final int MAX_BYTES = 64 << 20;

    private PayloadFile() {}

    static Bytes bytes(Path file) {
        try {
            return Bytes.wrap(SmallFile.read(file, MAX_BYTES));
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    /** Signed metadata, to be passed on as it is. */
    public static Bytes metadata(Path file) {
        var bytes = bytes(file);
        parse(file, bytes);
        return bytes;
    }

    public static Json.Obj json(Path file) {
        return parse(file, bytes(file));
    }

    private static Json.Obj parse(Path file, Bytes bytes) {
        try {
            var json = Json.parseObject(bytes, new JsonLimits(128, MAX_BYTES));
            DeclarativeFile.requirePublic(file.toString(), json);
            return json;
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(file + ": " + e.getMessage());
        }
    }

    /** The root inside a payload of a ceremony or of a root update. */
    public static Metadata<Root> root(Path file, Json.Obj payload) {
        try {
            if (payload.get("metadata") instanceof Json.Obj metadata && metadata.get("root") instanceof Json.Obj root) {
                var read = Metadata.fromJson(root, Root.class);
                read.signed().publicationProblem().ifPresent(problem -> {
                    throw new CliFailure.CommandRefused(file + ": " + problem);
                });
                return read;
            }
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(file + ": " + e.getMessage());
        }
        throw new CliFailure.CommandRefused(file + ": no payload (expected: a member metadata with a root in it)");
    }

    public static void write(Path file, Json.Obj content) {
        try {
            ReplacedFile.write(file, Bytes.utf8(content.toText() + "\n").array());
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }
}
