package dev.countersign.http;

import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.key.PrivateMaterial;

/** Reads the small bodies, all but lists of artifacts, into a tree. */
public final class DocumentBody {
    private final JsonLimits limits;
    private final JsonLimits ofFiles;

    public DocumentBody(HttpLimits limits) {
        this.limits = new JsonLimits(limits.maxDepth(), limits.maxDocumentBytes());
        this.ofFiles = new JsonLimits(limits.maxDepth(), limits.maxBodyBytes());
    }

    /** @throws Refusal.Invalid when the body is not a JSON object */
    public Json.Obj read(Call call) {
        return read(call, limits);
    }

    /**
     * A document that holds whole files as texts, of which its tree is not much larger.
     *
     * @throws Refusal.Invalid when the body is not a JSON object
     */
    public Json.Obj readFiles(Call call) {
        return read(call, ofFiles);
    }

    private static Json.Obj read(Call call, JsonLimits limits) {
        checkType(call);
        var value = parse(call, limits);
        PrivateMaterial.in(value).ifPresent(DocumentBody::refuse);
        if (value instanceof Json.Obj object) {
            return object;
        }
        throw new Refusal.Invalid(Violation.noObject(Place.BODY, value));
    }

    /**
     * A file of metadata, which may be longer than other documents.
     *
     * @throws Refusal.Invalid when the body is not a JSON object
     */
    public Json.Obj readMetadata(Call call) {
        return read(call, JsonLimits.METADATA);
    }

    private static Json parse(Call call, JsonLimits limits) {
        try {
            return Json.parse(call.body(), limits);
        } catch (JsonException.Malformed e) {
            throw new Refusal.Invalid(Violation.notJson(0, String.valueOf(e.getMessage())));
        }
    }

    /** @throws Refusal when there is no body, or none of JSON's type */
    public static void checkType(Call call) {
        if (call.body().length() == 0) {
            throw new Refusal.Invalid(Violation.missing(Place.BODY, new Json.Null()));
        }
        MediaType.requireJson(call.contentType());
    }

    /** The only problem in the answer: others name fields of the body, and it has none. */
    private static void refuse(String problem) {
        throw new Refusal.Invalid(Violation.broken(Place.BODY, problem, Json.Obj.EMPTY));
    }
}
