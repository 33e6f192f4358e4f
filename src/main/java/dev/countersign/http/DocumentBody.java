package dev.countersign.http;

import dev.countersign.tuf.Json;
import dev.countersign.tuf.JsonLimits;
import dev.countersign.tuf.TufException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the small bodies, all but lists of artifacts, into a tree. */
final class DocumentBody {
    private final JsonLimits limits;

    DocumentBody(HttpLimits limits) {
        this.limits = new JsonLimits(limits.maxDepth(), limits.maxDocumentBytes());
    }

    /** @throws Refusal.Invalid when the body is not a JSON object */
    Json.Obj read(Call call) {
        checkType(call);
        var value = parse(call);
        if (value instanceof Json.Obj object) {
            return object;
        }
        throw new Refusal.Invalid(Violation.of("model_attributes_type", Place.BODY, Field.OBJECT, value));
    }

    private Json parse(Call call) {
        try {
            return Json.parse(call.body(), limits);
        } catch (TufException.MalformedJson e) {
            throw new Refusal.Invalid(Violation.notJson(0, String.valueOf(e.getMessage())));
        }
    }

    /** A missing content type is let pass, any other than JSON is not. */
    static void checkType(Call call) {
        if (call.body().length() == 0) {
            throw new Refusal.Invalid(Violation.missing(Place.BODY, new Json.Null()));
        }
        if (!isJson(call.contentType())) {
            var shown =
                    call.body().slice(0, Math.min(call.body().length(), 256)).utf8();
            throw new Refusal.Invalid(
                    Violation.of("model_attributes_type", Place.BODY, Field.OBJECT, new Json.Str(shown)));
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null || contentType.equals("application/json")) {
            return true;
        }
        int end = contentType.indexOf(';');
        var type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
