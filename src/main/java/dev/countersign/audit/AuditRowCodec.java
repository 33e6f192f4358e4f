package dev.countersign.audit;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Rows as JSON in answers, with everything that their leaves are made from. */
public final class AuditRowCodec {
    private static final String POSITION = "position";
    private static final String REPOSITORY = "repository";
    private static final String TIME = "time";
    private static final String KIND = "kind";
    private static final String ACTOR = "actor";
    private static final String ADDRESS = "address";
    private static final String OPERATION = "operation";
    private static final String BODY = "body";
    private static final String TASK = "task";
    private static final String DETAILS = "details";
    private static final String OUTCOME = "outcome";
    private static final String PUBLICATION = "publication";
    private static final String SALT = "salt";

    private AuditRowCodec() {}

    public static Json.Obj encode(AuditRow row) {
        var entry = row.entry();
        var origin = entry.origin();
        var json = Json.object()
                .put(POSITION, row.position())
                .put(REPOSITORY, row.repository())
                .put(TIME, entry.at().toString())
                .put(KIND, entry.kind())
                .put(ACTOR, origin.actor())
                .put(ADDRESS, origin.address())
                .put(OPERATION, origin.operation())
                .put(BODY, origin.body().hex())
                .put(TASK, entry.task())
                .put(DETAILS, entry.details())
                .put(OUTCOME, row.outcome());
        if (row.publication() != null) {
            json.put(PUBLICATION, row.publication());
        }
        return json.put(SALT, row.salt().hex()).build();
    }

    /** @throws dev.countersign.json.InvalidValue for anything that is no row */
    public static AuditRow decode(Json.Obj json) {
        var row = new Members("", json);
        return new AuditRow(
                (int) row.integer(REPOSITORY, 1, Integer.MAX_VALUE),
                row.integer(POSITION, Long.MIN_VALUE, Long.MAX_VALUE),
                entry(row),
                bytes(row, SALT, AuditLeaf.SALT_LENGTH),
                row.has(OUTCOME) ? row.object(OUTCOME).object() : null,
                row.has(PUBLICATION) ? (Long) row.integer(PUBLICATION, 1, Json.Int.MAX_PORTABLE) : null);
    }

    private static AuditEntry entry(Members row) {
        var origin = new AuditOrigin(
                row.string(ACTOR),
                optional(row, ADDRESS),
                row.string(OPERATION),
                bytes(row, BODY, AuditOrigin.NO_BODY.length()));
        return new AuditEntry(
                instant(row),
                origin,
                row.string(KIND),
                optional(row, TASK),
                row.object(DETAILS).object());
    }

    private static @Nullable String optional(Members row, String name) {
        return row.has(name) ? row.string(name) : null;
    }

    private static Instant instant(Members row) {
        try {
            return Instant.parse(row.string(TIME));
        } catch (DateTimeException e) {
            throw row.refusal(TIME, "a time of RFC 3339");
        }
    }

    private static Bytes bytes(Members row, String name, int length) {
        var digits = row.string(name);
        if (digits.length() != 2 * length || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw row.refusal(name, 2 * length + " hexadecimal digits");
        }
        return Bytes.wrap(HexFormat.of().parseHex(digits));
    }
}
