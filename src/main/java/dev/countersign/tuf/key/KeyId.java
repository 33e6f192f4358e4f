package dev.countersign.tuf.key;

import dev.countersign.json.Ascii;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;

/**
 * The name of a key inside metadata: 1 to 128 characters of {@code [A-Za-z0-9._:-]}, compared as they are and never
 * recomputed.
 */
public record KeyId(String value) implements Comparable<KeyId> {
    /**
     * Checks the parts.
     *
     * @throws InvalidValue for any other text
     */
    public KeyId {
        if (value.isEmpty() || value.length() > 128 || !value.chars().allMatch(KeyId::allowed)) {
            throw new InvalidValue("keyid", value, "1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
    }

    /**
     * The id most software gives a key: SHA-256, in hex, of its canonical {@code keytype}, {@code scheme}, {@code
     * keyval}.
     */
    public static KeyId compute(Json.Obj key) {
        var members = new Members("key", key);
        var hashed = Json.object()
                .put("keytype", members.any("keytype"))
                .put("keyval", members.any("keyval"))
                .put("scheme", members.any("scheme"))
                .build();
        return new KeyId(CanonicalJson.encode(hashed).sha256().hex());
    }

    /** The id that every client accepts, the strictest included: SHA-256, in hex, of the whole canonical key. */
    public static KeyId computeWhole(Json.Obj key) {
        return new KeyId(CanonicalJson.encode(key).sha256().hex());
    }

    private static boolean allowed(int c) {
        return Ascii.isLetterOrDigit(c) || c == '.' || c == '_' || c == ':' || c == '-';
    }

    @Override
    public int compareTo(KeyId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
