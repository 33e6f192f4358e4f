package dev.countersign.http;

import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskRecord;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.TargetPath;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders what is known of a task in RSTUF's states and results. */
final class TaskAnswers {
    private static final String MESSAGE = "Task state.";

    private TaskAnswers() {}

    /** For a task nobody knows; RSTUF's callers keep asking then. */
    static Answer unknown(String task) {
        return answer(task, "PENDING", null);
    }

    /** @param obstacle why nothing is published at the moment, or null */
    static Answer unfinished(TaskRecord task, @Nullable String obstacle, Instant now) {
        var submission = task.entry().submission();
        var id = submission.task().hex();
        if (submission.held()) {
            return answer(id, "RUNNING", message("Publishing", now));
        }
        return answer(id, "STARTED", obstacle == null ? Json.Obj.EMPTY : message("Waiting: " + obstacle, now));
    }

    private static Json.Obj message(String message, Instant now) {
        return new ObjectBuilder()
                .put("message", message)
                .put("last_update", WireTime.of(now))
                .build();
    }

    static Answer finished(TaskRecord task, Instant finishedAt) {
        TaskId id = task.entry().submission().task();
        var outcome = task.outcome() != null ? task.outcome() : derived(task);
        return switch (outcome) {
            case TaskOutcome.Succeeded succeeded -> answer(id.hex(), "SUCCESS", result(succeeded, finishedAt));
            case TaskOutcome.Refused refused -> answer(id.hex(), "ERRORED", result(refused, finishedAt));
            case TaskOutcome.Failed failed ->
                answer(
                        id.hex(),
                        "FAILURE",
                        new ObjectBuilder().put("message", failed.message()).build());
        };
    }

    private static Answer answer(String task, String state, Json.@Nullable Obj result) {
        var data = new ObjectBuilder().put("task_id", task).put("state", state);
        if (result != null) {
            data.put("result", result);
        }
        return Answer.ok(data.build(), MESSAGE);
    }

    private static Json.Obj result(TaskOutcome.Succeeded outcome, Instant finishedAt) {
        var result = new ObjectBuilder()
                .put("message", outcome.message())
                .put("status", true)
                .put("task", outcome.task())
                .put("last_update", WireTime.of(finishedAt));
        if (outcome.details() != null) {
            result.put("details", outcome.details());
        }
        return result.build();
    }

    private static Json.Obj result(TaskOutcome.Refused outcome, Instant finishedAt) {
        var result = new ObjectBuilder()
                .put("message", outcome.message())
                .put("error", outcome.error())
                .put("status", false)
                .put("task", outcome.task())
                .put("last_update", WireTime.of(finishedAt));
        if (outcome.details() != null) {
            result.put("details", outcome.details());
        }
        return result.build();
    }

    /** How a change ended of which nothing else is recorded: as asked for. */
    private static TaskOutcome derived(TaskRecord task) {
        return switch (task.entry().submission().change()) {
            case Change.AddTargets add ->
                new TaskOutcome.Succeeded("add_artifacts", "Artifact(s) Added", added(add, task.bitLength()));
            case Change.RemoveTargets remove ->
                new TaskOutcome.Succeeded("remove_artifacts", "Artifact(s) removed", removed(remove));
            case Change.Publish publish ->
                new TaskOutcome.Succeeded(
                        "publish_artifacts",
                        "Publish Artifacts Processed",
                        new ObjectBuilder()
                                .put("artifact_roles", new Json.Null())
                                .build());
            case Change.Bootstrap bootstrap -> plain("bootstrap", "Bootstrap Processed");
            case Change.UpdateRoot update -> plain("metadata_update", "Metadata Update Processed");
            case Change.Sign sign -> plain("sign_metadata", "Signature Processed");
            case Change.StopSigning stop ->
                plain(
                        "delete_sign_metadata",
                        "Deletion of " + stop.role() + " metadata successful, signing process stopped");
            case Change.AddDelegations add -> plain("metadata_delegation", "Metadata Delegation Processed");
            case Change.UpdateDelegations update -> plain("metadata_delegation", "Metadata Delegation Processed");
            case Change.RemoveDelegations remove -> plain("metadata_delegation", "Metadata Delegation Processed");
            case Change.UpdateSettings update -> plain("update_settings", "Update Settings Succeeded");
            case Change.Renew renew ->
                plain("force_online_metadata_update", "Force new online metadata update succeeded");
        };
    }

    private static TaskOutcome plain(String task, String message) {
        return new TaskOutcome.Succeeded(task, message, null);
    }

    private static Json.Obj added(Change.AddTargets add, int bitLength) {
        var paths = add.entries().stream().map(entry -> entry.path().value()).toList();
        var roles = new LinkedHashSet<String>();
        if (bitLength > 0) {
            // Both styles of bins have these names.
            var bins = new HashBins(bitLength);
            add.entries().forEach(entry -> roles.add(bins.nameFor(entry.path()).value()));
        }
        return new ObjectBuilder()
                .put("added_artifacts", paths)
                .put("invalid_paths", List.of())
                .put("artifact_roles", List.copyOf(roles))
                .build();
    }

    private static Json.Obj removed(Change.RemoveTargets remove) {
        return new ObjectBuilder()
                .put(
                        "deleted_artifacts",
                        remove.paths().stream().map(TargetPath::value).toList())
                .put("not_found_artifacts", List.of())
                .build();
    }
}
