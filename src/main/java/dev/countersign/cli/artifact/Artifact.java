package dev.countersign.cli.artifact;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.JsonException;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An artifact as the API takes it: its path in the repository, and what clients shall check of its content. */
public record Artifact(TargetPath path, TargetFile file) {
    private static final byte[] BEFORE_INFO = "{\"info\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE_PATH = ",\"path\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);

    /**
     * One element of the API's {@code artifacts} list. The path needs no escapes: the policy of {@link TargetPath} has
     * no quotes, backslashes or control characters.
     *
     * @throws JsonException.NotPortable when the custom data is not portable
     */
    public Bytes element() {
        var info = CanonicalJson.toWire(file.canonical()).array();
        var name = path.value().getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(
                BEFORE_INFO.length + info.length + BEFORE_PATH.length + name.length + END.length);
        out.writeBytes(BEFORE_INFO);
        out.writeBytes(info);
        out.writeBytes(BEFORE_PATH);
        out.writeBytes(name);
        out.writeBytes(END);
        return Bytes.wrap(out.toByteArray());
    }
}
