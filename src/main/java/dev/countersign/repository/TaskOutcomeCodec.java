package dev.countersign.repository;

import static dev.countersign.repository.StoredJson.object;
import static dev.countersign.repository.StoredJson.string;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;

/** How a {@link TaskOutcome} lies in the database: one JSON object. */
public final class TaskOutcomeCodec {
    private TaskOutcomeCodec() {}

    public static Bytes encode(TaskOutcome outcome) {
        var json = switch (outcome) {
            case TaskOutcome.Succeeded done ->
                withDetails(
                        object("state", string("succeeded"))
                                .with("task", string(done.task()))
                                .with("message", string(done.message())),
                        done.details());
            case TaskOutcome.Refused refused ->
                withDetails(
                        object("state", string("refused"))
                                .with("task", string(refused.task()))
                                .with("message", string(refused.message()))
                                .with("error", string(refused.error())),
                        refused.details());
            case TaskOutcome.Failed failed ->
                object("state", string("failed"))
                        .with("task", string(failed.task()))
                        .with("message", string(failed.message()));
        };
        return Bytes.utf8(json.toText());
    }

    private static Json.Obj withDetails(Json.Obj outcome, Json.@Nullable Obj details) {
        return details == null ? outcome : outcome.with("details", details);
    }

    public static TaskOutcome decode(Bytes bytes) {
        var json = StoredJson.parse(bytes);
        var task = StoredJson.text(json, "task");
        var message = StoredJson.text(json, "message");
        return switch (StoredJson.text(json, "state")) {
            case "succeeded" -> new TaskOutcome.Succeeded(task, message, StoredJson.objOrNull(json, "details"));
            case "refused" ->
                new TaskOutcome.Refused(
                        task, message, StoredJson.text(json, "error"), StoredJson.objOrNull(json, "details"));
            case "failed" -> new TaskOutcome.Failed(task, message);
            case String other -> throw new IllegalStateException("stored outcome is " + other);
        };
    }
}
