package dev.countersign.http;

import dev.countersign.tuf.Json;

/** What an operation answers: a status and an object without null members of its own. */
record Answer(int status, Json.Obj body) {
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
