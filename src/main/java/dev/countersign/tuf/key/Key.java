package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A public key as it stands in metadata (specification, 4.2), equal to another with the same id and members. */
public final class Key {
    /** Where the private half of an online key lives; RSTUF's. */
    public static final String URI_MEMBER = "x-rstuf-online-key-uri";

    /** What people call the key; RSTUF's. */
    public static final String NAME_MEMBER = "x-rstuf-key-name";

    private final KeyId id;
    private final Json.Obj json;
    /** Read on first use; two threads may both do it, with the same result. */
    private volatile @Nullable PublicHalf half;

    /**
     * A key of this name.
     *
     * @param json every member it came with, kept value for value
     * @throws InvalidValue when keytype, scheme or keyval is missing
     */
    public Key(KeyId id, Json.Obj json) {
        var members = new Members("key " + id, json);
        members.string("keytype");
        members.string("scheme");
        members.object("keyval");
        this.id = id;
        this.json = json;
    }

    /** The key's name in the same metadata. */
    public KeyId id() {
        return id;
    }

    /** Every member it came with. */
    public Json.Obj json() {
        return json;
    }

    public String keytype() {
        return optional("keytype").orElseThrow();
    }

    public String scheme() {
        return optional("scheme").orElseThrow();
    }

    /** {@code keyval.public}: hexadecimal for Ed25519, PEM for others; empty for a key that has none. */
    public String publicValue() {
        return json.get("keyval") instanceof Json.Obj keyval && keyval.get("public") instanceof Json.Str value
                ? value.value()
                : "";
    }

    /** Whether both are the same key, whatever their ids and other members say. */
    public boolean sameKeyAs(Key other) {
        return material().equals(other.material());
    }

    /** Bytes that are equal exactly when the keys are the same. */
    public Bytes material() {
        return half().material();
    }

    /**
     * What is wrong with the id. Clients that compute it (specification, 4.2) take the SHA-256 of the whole key or, as
     * most software names keys, of its keytype, scheme and keyval.
     */
    public Optional<String> idProblem() {
        var usual = KeyId.compute(json);
        return id.equals(usual) || id.equals(KeyId.computeWhole(json))
                ? Optional.empty()
                : Optional.of("keyid " + id + " (expected: " + usual + ", the SHA-256 of the key)");
    }

    /** Where the private half lives, for an online key. */
    public Optional<String> uri() {
        return optional(URI_MEMBER);
    }

    /** What people call the key. */
    public Optional<String> name() {
        return optional(NAME_MEMBER);
    }

    PublicHalf half() {
        var read = half;
        if (read == null) {
            read = PublicHalves.read(this);
            half = read;
        }
        return read;
    }

    private Optional<String> optional(String name) {
        return json.get(name) instanceof Json.Str value ? Optional.of(value.value()) : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && id.equals(key.id) && json.equals(key.json);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Key[" + id + " " + scheme() + "]";
    }
}
