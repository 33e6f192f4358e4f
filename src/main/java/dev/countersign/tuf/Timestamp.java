package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import java.time.Instant;
import java.util.Set;

/**
 * The Timestamp role: which Snapshot is the newest (specification, 4.6).
 *
 * @param snapshot the newest {@code snapshot.json}
 */
public record Timestamp(int version, Instant expires, MetaFile snapshot) implements Signed {
    private static final Set<String> META = Set.of("snapshot.json");

    public Timestamp {
        SignedFields.check(version);
        expires = WireTime.check(expires);
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a Timestamp
     */
    public static Timestamp fromJson(Json.Obj signed) {
        var members = SignedFields.read("timestamp", signed);
        var meta = members.object("meta");
        if (!meta.object().members().keySet().equals(META)) {
            throw new TufException.InvalidMetadata(
                    "timestamp.meta: " + meta.object().members().keySet() + " (expected: snapshot.json, no other)");
        }
        return new Timestamp(
                SignedFields.version(members),
                SignedFields.expires(members),
                MetaFile.fromJson(meta.object("snapshot.json")));
    }

    @Override
    public Json.Obj toJson() {
        return SignedFields.json("timestamp", this)
                .with(
                        "meta",
                        Json.object().put("snapshot.json", snapshot.toJson()).build());
    }
}
