package dev.countersign.tuf;

import java.util.Optional;

/**
 * A public key as it stands in metadata (specification, 4.2).
 *
 * @param id its name in the same metadata
 * @param json every member it came with, kept value for value
 */
public record Key(KeyId id, Json.Obj json) {
    /** @throws TufException.InvalidMetadata when keytype, scheme or keyval is missing */
    public Key {
        var members = new Members("key " + id, json);
        members.string("keytype");
        members.string("scheme");
        members.object("keyval");
    }

    public String keytype() {
        return text("keytype");
    }

    public String scheme() {
        return text("scheme");
    }

    /** {@code keyval.public}: hexadecimal for Ed25519, PEM for others; empty for a key that has none. */
    public String publicValue() {
        return json.get("keyval") instanceof Json.Obj keyval && keyval.get("public") instanceof Json.Str value
                ? value.value()
                : "";
    }

    /** Whether both are the same key material, whatever their ids and other members say. */
    public boolean sameKeyAs(Key other) {
        return KeyVerifier.material(this).equals(KeyVerifier.material(other));
    }

    /** Where the private half lives, for an online key: {@code x-rstuf-online-key-uri}. */
    public Optional<String> uri() {
        return optional("x-rstuf-online-key-uri");
    }

    /** What people call the key: {@code x-rstuf-key-name}. */
    public Optional<String> name() {
        return optional("x-rstuf-key-name");
    }

    private String text(String name) {
        return optional(name).orElseThrow();
    }

    private Optional<String> optional(String name) {
        return json.get(name) instanceof Json.Str value ? Optional.of(value.value()) : Optional.empty();
    }
}
