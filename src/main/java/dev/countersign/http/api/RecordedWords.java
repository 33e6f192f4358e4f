package dev.countersign.http.api;

import dev.countersign.json.Json;
import dev.countersign.wire.TaskResult;
import dev.countersign.wire.WireNames;

/** Reads the outcomes that older versions recorded in RSTUF's words. */
final class RecordedWords {
    private RecordedWords() {}

    static TaskResult fromJson(Json.Obj words) {
        var details = words.get(WireNames.DETAILS) instanceof Json.Obj object ? object : null;
        return switch (text(words, WireNames.STATE)) {
            case "succeeded" ->
                new TaskResult.Succeeded(text(words, WireNames.TASK), text(words, WireNames.MESSAGE), details);
            case "refused" ->
                new TaskResult.TaskRefused(
                        text(words, WireNames.TASK),
                        text(words, WireNames.MESSAGE),
                        text(words, WireNames.ERROR),
                        details);
            case "failed" -> new TaskResult.TaskFailed(text(words, WireNames.MESSAGE));
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
