package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.Json;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a row, made when it is written: SHA-256 of canonical JSON. The salt is random and as private as the row,
 * so that nobody can find out by guessing what a row says from its hash in the public log.
 */
public final class AuditLeaf {
    public static final int SALT_LENGTH = 16;

    private AuditLeaf() {}

    public static Bytes hash(int repository, AuditEntry entry, Bytes salt) {
        return hash(repository, entry, salt, CanonicalJson.encodeAny(entry.details()));
    }

    /** @param details those of the entry in canonical JSON */
    static Bytes hash(int repository, AuditEntry entry, Bytes salt, Bytes details) {
        return covered(repository, entry, salt, details).sha256();
    }

    /** The canonical JSON of all that the hash is made from. Written member by member: each submission needs it. */
    private static Bytes covered(int repository, AuditEntry entry, Bytes salt, Bytes details) {
        var origin = entry.origin();
        var out = new CanonicalBuffer(512).ascii("{\"actor\":").string(origin.actor());
        if (origin.address() != null) {
            out.ascii(",\"address\":").string(origin.address());
        }
        out.ascii(",\"at\":\"")
                .ascii(text(entry.at()))
                .ascii("\",\"body\":\"")
                .ascii(origin.body().hex())
                .ascii("\",\"details\":")
                .append(details)
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

    /** As {@link Instant#toString}, without its formatter, which takes longer than all the rest of a row. */
    static String text(Instant at) {
        var local = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        // It leaves out seconds when there are none.
        return local.getSecond() == 0 && local.getNano() == 0 ? local + ":00Z" : local + "Z";
    }

    /** The digest of what became of a change, where that does not follow from it; null where it does. */
    public static @Nullable Bytes outcome(Json.@Nullable Obj outcome) {
        return outcome == null ? null : CanonicalJson.encodeAny(outcome).sha256();
    }
}
