package dev.countersign.tuf;

import dev.countersign.json.Json;

/** The members that every signed part begins with. */
public final class SignedFields {
    private SignedFields() {}

    public static void check(int version) {
        if (version < 1) {
            throw new TufException.InvalidValue("version", version, "1.." + Limits.VERSION);
        }
    }

    static Members of(String type, Json.Obj signed) {
        var members = new Members(type, signed);
        members.type(type);
        members.specVersion();
        return members;
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
