package dev.countersign.http;

import dev.countersign.json.Json;
import dev.countersign.wire.TaskResult;

/** Reads the outcomes that older versions recorded in RSTUF's words. */
final class RecordedWords {
    private RecordedWords() {}

    static TaskResult of(Json.Obj words) {
        var details = words.get("details") instanceof Json.Obj object ? object : null;
        return switch (text(words, "state")) {
            case "succeeded" -> new TaskResult.Succeeded(text(words, "task"), text(words, "message"), details);
            case "refused" ->
                new TaskResult.Refused(text(words, "task"), text(words, "message"), text(words, "error"), details);
            case "failed" -> new TaskResult.Failed(text(words, "message"));
            case String other -> throw new IllegalStateException("stored outcome is " + other);
        };
    }

    private static String text(Json.Obj words, String member) {
        if (words.get(member) instanceof Json.Str text) {
            return text.value();
        }
        throw new IllegalStateException("stored outcome has no " + member);
    }
}
