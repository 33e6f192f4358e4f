package dev.countersign.http.api;

import dev.countersign.access.GrantsCodec;
import dev.countersign.access.Issuing;
import dev.countersign.access.Token;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.wire.AnswerTime;

/** A token in an answer, of this interface and of a command on the database. */
public final class TokenAnswer {
    private TokenAnswer() {}

    /** A token that was just made, with its secret: the only time that it is shown. */
    public static Json.Obj render(Issuing.Issued issued) {
        return members(Json.object().put("token", issued.text().reveal()), issued.token());
    }

    public static Json.Obj render(Token token) {
        return members(Json.object(), token);
    }

    private static Json.Obj members(ObjectBuilder data, Token token) {
        data.put("id", token.id().value())
                .put("name", token.name())
                .put("grants", GrantsCodec.encode(token.grants()))
                .put("created", AnswerTime.format(token.created()))
                .put("creator", token.creator());
        token.expires().ifPresent(end -> data.put("expires", AnswerTime.format(end)));
        token.lastUse().ifPresent(last -> data.put("last_use", AnswerTime.format(last)));
        return data.build();
    }
}
