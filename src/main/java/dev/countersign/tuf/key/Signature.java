package dev.countersign.tuf.key;

import dev.countersign.json.Ascii;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signature as it stands in metadata.
 *
 * @param keyid the key that made it
 * @param sig in hexadecimal; empty for a place that nobody has signed yet
 * @param unrecognized further members it came with, or null
 */
public record Signature(KeyId keyid, String sig, Json.@Nullable Obj unrecognized) {
    private static final Set<String> KNOWN = Set.of("keyid", "sig");
    private static final int MAX_HEX = 8192;

    /**
     * Checks the parts.
     *
     * @throws InvalidValue when {@code sig} is not hexadecimal
     */
    public Signature {
        if (sig.length() % 2 != 0 || sig.length() > MAX_HEX || !sig.chars().allMatch(Ascii::isHex)) {
            throw new InvalidValue("sig", sig, "hexadecimal digits, two per byte");
        }
    }

    public Signature(KeyId keyid, String sig) {
        this(keyid, sig, null);
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a signature
     */
    public static Signature fromJson(Json.Obj value) {
        var members = new Members("signature", value);
        var rest = members.except(KNOWN);
        return new Signature(
                new KeyId(members.string("keyid")),
                members.string("sig"),
                rest.members().isEmpty() ? null : rest);
    }

    public Json.Obj toJson() {
        var json = Json.object().put("keyid", keyid.value()).put("sig", sig).build();
        if (unrecognized != null) {
            for (var member : unrecognized.members().entrySet()) {
                json = json.with(member.getKey(), member.getValue());
            }
        }
        return json;
    }
}
