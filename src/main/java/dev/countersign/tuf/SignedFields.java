package dev.countersign.tuf;

import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import java.time.Instant;

/** The members that every signed part begins with. */
public final class SignedFields {
    private SignedFields() {}

    public static void check(int version) {
        if (version < 1) {
            throw new InvalidValue("version", version, "1.." + Limits.VERSION);
        }
    }

    static Members read(String type, Json.Obj signed) {
        var members = new Members(type, signed);
        if (!members.string("_type").equals(type)) {
            throw members.refusal("_type", "\"" + type + "\"");
        }
        // Only the major version decides whether a client understands the metadata (specification, 4.2.1).
        if (!members.string("spec_version").matches("1\\.[0-9]{1,4}(\\.[0-9]{1,4})?")) {
            throw members.refusal("spec_version", "1.x.y");
        }
        return members;
    }

    static int version(Members members) {
        return (int) members.integer("version", 1, Limits.VERSION);
    }

    static Instant expires(Members members) {
        return WireTime.parse(members.string("expires"))
                .orElseThrow(() -> members.refusal("expires", "YYYY-MM-DDTHH:MM:SSZ"));
    }

    /** Of a Root: some that were published have another form than the specification says. */
    static Instant expiresInAnyForm(Members members) {
        return WireTime.read(members.string("expires"))
                .orElseThrow(() -> members.refusal("expires", "YYYY-MM-DDTHH:MM:SSZ"));
    }

    static Json.Obj json(String type, Signed signed) {
        return Json.object()
                .put("_type", type)
                .put("version", signed.version())
                .put("spec_version", Signed.SPEC_VERSION)
                .put("expires", WireTime.format(signed.expires()))
                .build();
    }
}
