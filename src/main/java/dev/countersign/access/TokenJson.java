package dev.countersign.access;

import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import java.time.Instant;

/** A token as JSON, in answers. */
public final class TokenJson {
    private TokenJson() {}

    /** A token that was just made, with its secret: the only time that it is shown. */
    public static Json.Obj of(Issuing.Issued issued) {
        return members(Json.object().put("token", issued.text().reveal()), issued.token());
    }

    public static Json.Obj of(Token token) {
        return members(Json.object(), token);
    }

    private static Json.Obj members(ObjectBuilder json, Token token) {
        return json.put("id", token.id().value())
                .put("name", token.name())
                .put("grants", GrantsCodec.encode(token.grants()))
                .put("expires", token.expires().map(Instant::toString).orElse(null))
                .put("created", token.created().toString())
                .put("creator", token.creator())
                .put("last_use", token.lastUse().map(Instant::toString).orElse(null))
                .build();
    }
}
