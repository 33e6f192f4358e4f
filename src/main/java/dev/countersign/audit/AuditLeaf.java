package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a row, made when it is written: SHA-256 of canonical JSON. The salt is random and as private as the row,
 * so that nobody can find out by guessing what a row says from its hash in the public log.
 */
public final class AuditLeaf {
    public static final int SALT_LENGTH = 16;

    private AuditLeaf() {}

    public static Bytes hash(int repository, AuditEntry entry, Bytes salt) {
        var origin = entry.origin();
        return CanonicalJson.encodeAny(Json.object()
                        .put("actor", origin.actor())
                        .put("address", origin.address())
                        .put("at", entry.at().toString())
                        .put("body", origin.body().hex())
                        .put("details", entry.details())
                        .put("kind", entry.kind())
                        .put("operation", origin.operation())
                        .put("repository", repository)
                        .put("salt", salt.hex())
                        .put("task", entry.task())
                        .build())
                .sha256();
    }

    /** The digest of what became of a change, where that does not follow from it; null where it does. */
    public static @Nullable Bytes outcome(Json.@Nullable Obj outcome) {
        return outcome == null ? null : CanonicalJson.encodeAny(outcome).sha256();
    }
}
