package dev.countersign.http;

import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
import java.util.List;

/**
 * What an operation answers: a status, an object, and warnings for the caller. Warnings go into headers, because bodies
 * are RSTUF's.
 */
public record Answer(int status, Json.Obj body, List<String> warnings) {
    public Answer(int status, Json.Obj body) {
        this(status, body, List.of());
    }

    public Answer warning(List<String> of) {
        return new Answer(status, body, of);
    }

    public static Answer ok(Json.Obj body) {
        return new Answer(200, body);
    }

    /** {@code {WireNames.DATA: …, WireNames.MESSAGE: …}}, the shape of nearly every answer. */
    public static Answer ok(Json.Obj data, String message) {
        return ok(Json.object()
                .put(WireNames.DATA, data)
                .put(WireNames.MESSAGE, message)
                .build());
    }

    public static Answer accepted(Json.Obj data, String message) {
        return new Answer(
                202,
                Json.object()
                        .put(WireNames.DATA, data)
                        .put(WireNames.MESSAGE, message)
                        .build());
    }
}
