package dev.countersign.tuf;

import dev.countersign.json.Json;

/** The members that every signed part begins with. */
final class SignedFields {
    private SignedFields() {}

    static void check(int version) {
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
        return Json.Obj.EMPTY
                .with("_type", new Json.Str(type))
                .with("version", new Json.Int(signed.version()))
                .with("spec_version", new Json.Str(Signed.SPEC_VERSION))
                .with("expires", new Json.Str(WireTime.format(signed.expires())));
    }
}
