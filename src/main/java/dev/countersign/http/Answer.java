package dev.countersign.http;

import dev.countersign.json.Json;
import java.util.List;

/**
 * What an operation answers: a status and an object without null members of its own, and what the caller should know
 * besides. Warnings go into headers, because bodies are RSTUF's.
 */
record Answer(int status, Json.Obj body, List<String> warnings) {
    Answer(int status, Json.Obj body) {
        this(status, body, List.of());
    }

    Answer warning(List<String> of) {
        return new Answer(status, body, of);
    }

    static Answer ok(Json.Obj body) {
        return new Answer(200, body);
    }

    /** {@code {"data": …, "message": …}}, the shape of nearly every answer. */
    static Answer ok(Json.Obj data, String message) {
        return ok(new ObjectBuilder().put("data", data).put("message", message).build());
    }

    static Answer accepted(Json.Obj data, String message) {
        return new Answer(
                202,
                new ObjectBuilder().put("data", data).put("message", message).build());
    }
}
