package dev.countersign.http;

import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
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

    /** {@code {WireNames.DATA: …, WireNames.MESSAGE: …}}, the shape of nearly every answer. */
    static Answer ok(Json.Obj data, String message) {
        return ok(Json.object()
                .put(WireNames.DATA, data)
                .put(WireNames.MESSAGE, message)
                .build());
    }

    static Answer accepted(Json.Obj data, String message) {
        return new Answer(
                202,
                Json.object()
                        .put(WireNames.DATA, data)
                        .put(WireNames.MESSAGE, message)
                        .build());
    }
}
