package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.json.Json;
import dev.countersign.repository.TaskRecord;
import dev.countersign.wire.AnswerTime;
import dev.countersign.wire.TaskResult;
import dev.countersign.wire.TaskState;
import dev.countersign.wire.WireNames;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders what is known of a task in RSTUF's states and results; how it ended is worded by {@link OutcomeWords}. */
final class TaskAnswers {
    private static final String MESSAGE = "Task state.";

    private TaskAnswers() {}

    /** For a task nobody knows; RSTUF's callers keep asking then. */
    static Answer unknown(String task) {
        return answer(task, TaskState.PENDING, null);
    }

    /** @param course what is known of it; empty for nothing */
    static Answer unfinished(TaskRecord task, Optional<String> course, Instant now) {
        var id = task.entry().task().hex();
        if (task.entry().held()) {
            return answer(id, TaskState.RUNNING, message("Publishing", now));
        }
        return answer(
                id,
                TaskState.STARTED,
                course.map(sentence -> message(sentence, now)).orElse(Json.Obj.EMPTY));
    }

    private static Json.Obj message(String message, Instant now) {
        return Json.object()
                .put(WireNames.MESSAGE, message)
                .put(WireNames.LAST_UPDATE, AnswerTime.format(now))
                .build();
    }

    static Answer finished(TaskRecord task, Instant finishedAt) {
        var id = task.entry().task().hex();
        return switch (OutcomeWords.render(task.entry(), task.ended())) {
            case TaskResult.Succeeded succeeded -> answer(id, TaskState.SUCCESS, result(succeeded, finishedAt));
            case TaskResult.TaskRefused refused -> answer(id, TaskState.ERRORED, result(refused, finishedAt));
            case TaskResult.TaskFailed failed ->
                answer(
                        id,
                        TaskState.FAILURE,
                        Json.object().put(WireNames.MESSAGE, failed.message()).build());
        };
    }

    private static Answer answer(String task, TaskState state, Json.@Nullable Obj result) {
        var data = Json.object().put(WireNames.TASK_ID, task).put(WireNames.STATE, state.name());
        if (result != null) {
            data.put(WireNames.RESULT, result);
        }
        return Answer.ok(data.build(), MESSAGE);
    }

    private static Json.Obj result(TaskResult.Succeeded outcome, Instant finishedAt) {
        var result = Json.object()
                .put(WireNames.MESSAGE, outcome.message())
                .put("status", true)
                .put(WireNames.TASK, outcome.task())
                .put(WireNames.LAST_UPDATE, AnswerTime.format(finishedAt));
        if (outcome.details() != null) {
            result.put(WireNames.DETAILS, outcome.details());
        }
        return result.build();
    }

    private static Json.Obj result(TaskResult.TaskRefused outcome, Instant finishedAt) {
        var result = Json.object()
                .put(WireNames.MESSAGE, outcome.message())
                .put(WireNames.ERROR, outcome.error())
                .put("status", false)
                .put(WireNames.TASK, outcome.task())
                .put(WireNames.LAST_UPDATE, AnswerTime.format(finishedAt));
        if (outcome.details() != null) {
            result.put(WireNames.DETAILS, outcome.details());
        }
        return result.build();
    }
}
