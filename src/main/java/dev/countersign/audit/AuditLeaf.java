package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
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
        return covered(repository, entry, salt).sha256();
    }

    /** The canonical JSON of all that the hash is made from. Written member by member: each submission needs it. */
    static Bytes covered(int repository, AuditEntry entry, Bytes salt) {
        var origin = entry.origin();
        var out = new CanonicalBuffer(512).ascii("{\"actor\":").string(origin.actor());
        if (origin.address() != null) {
            out.ascii(",\"address\":").string(origin.address());
        }
        out.ascii(",\"at\":\"")
                .ascii(entry.at().toString())
                .ascii("\",\"body\":\"")
                .ascii(origin.body().hex())
                .ascii("\",\"details\":")
                .append(CanonicalJson.encodeAny(entry.details()))
                .ascii(",\"kind\":")
                .string(entry.kind())
                .ascii(",\"operation\":")
                .string(origin.operation())
                .ascii(",\"repository\":")
                .integer(repository)
                .ascii(",\"salt\":\"")
                .ascii(salt.hex())
                .append('"');
        if (entry.task() != null) {
            out.ascii(",\"task\":").string(entry.task());
        }
        return out.append('}').toBytes();
    }

    /** The digest of what became of a change, where that does not follow from it; null where it does. */
    public static @Nullable Bytes outcome(Json.@Nullable Obj outcome) {
        return outcome == null ? null : CanonicalJson.encodeAny(outcome).sha256();
    }
}
