package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.Members;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What metadata says of one target file (specification, 4.5).
 *
 * @param length in bytes, 0 to 2^53-1
 * @param hashes at least one, in lower-case hexadecimal
 * @param custom opaque to TUF
 */
public record TargetFile(long length, SortedMap<HashAlgorithm, String> hashes, Json.@Nullable Obj custom) {
    /**
     * Checks the parts.
     *
     * @throws InvalidValue when a field is outside its range
     */
    public TargetFile {
        if (length < 0 || length > Json.Int.MAX_PORTABLE) {
            throw new InvalidValue("length", length, "0..2^53-1");
        }
        if (hashes.isEmpty()) {
            throw new InvalidValue("hashes", "{}", "at least one of sha256, sha512, blake2b-256");
        }
        hashes = Hashes.checked(hashes);
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a target file
     */
    public static TargetFile fromJson(Json.Obj value) {
        var members = new Members("target", value);
        var custom =
                value.get("custom") == null ? null : members.object("custom").object();
        return new TargetFile(members.integer("length", 0, Json.Int.MAX_PORTABLE), Hashes.fromJson(members), custom);
    }

    /**
     * The canonical JSON of this value.
     *
     * @throws JsonException.NotPortable when {@code custom} holds what clients would not agree on
     */
    public Bytes canonical() {
        var text = new StringBuilder(160);
        Hashes.append(text.append("\"hashes\":"), hashes);
        var rest = text.append(",\"length\":")
                .append(length)
                .append('}')
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
        var out = new ByteArrayOutputStream(rest.length + 16);
        out.write('{');
        if (custom != null) {
            out.writeBytes("\"custom\":".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(CanonicalJson.encode(custom).array());
            out.write(',');
        }
        out.writeBytes(rest);
        return Bytes.wrap(out.toByteArray());
    }

    public Json.Obj toJson() {
        var json = Json.object()
                .put("length", length)
                .put("hashes", Hashes.toJson(hashes))
                .build();
        return custom == null ? json : json.with("custom", custom);
    }
}
