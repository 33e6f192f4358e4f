package dev.countersign.cli.importing;

import dev.countersign.cli.FileFailure;
import dev.countersign.cli.artifact.ListSource;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells one import from another, so that a checkpoint is never used for the wrong one. */
final class ImportIdentity {
    /** Of the checkpoint's lines. */
    private static final int FORM = 2;

    private static final int START = 64 << 10;

    private ImportIdentity() {}

    /** Name, size and the hash of the first bytes of the input, and the server; of standard input or a pipe only the server. */
    static Json.Obj compute(Path input, URI server) {
        var identity = Json.object().put("input", String.valueOf(input.getFileName()));
        if (!ListSource.isStream(input)) {
            try (var in = Files.newInputStream(input)) {
                identity.put("size", Files.size(input));
                identity.put("start", Bytes.wrap(in.readNBytes(START)).sha256().hex());
            } catch (IOException e) {
                throw FileFailure.refused(input, e);
            }
        }
        return identity.put("server", server.toString()).put("form", FORM).build();
    }
}
