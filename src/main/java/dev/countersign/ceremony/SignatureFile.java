package dev.countersign.ceremony;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Signature;

/** One signature on its way to a server, in RSTUF's shape of {@code sign-payload.json}. */
public record SignatureFile(RoleName role, Signature signature) {
    public Json.Obj toJson() {
        return Json.object()
                .put("role", role.value())
                .put("signature", signature.toJson())
                .build();
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when it is of another shape
     */
    public static SignatureFile parse(Json.Obj json) {
        if (json.get("role") instanceof Json.Str role && json.get("signature") instanceof Json.Obj signature) {
            return new SignatureFile(RoleName.publishable(role.value()), Signature.fromJson(signature));
        }
        throw new TufException.InvalidMetadata("this is no signature file (expected: members role and signature)");
    }
}
