package dev.countersign.http.api;

import dev.countersign.json.Json;
import dev.countersign.repository.TaskId;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;

/** One artifact of a list, as a target to add. */
record SubmittedTarget(TargetPath path, TargetFile file) {
    private static final String ADDED_BY = "added_by_task_id";

    TargetEntry entry() {
        return new TargetEntry(path, file.canonical());
    }

    /** With the task's name in {@code custom}, unless the caller has put one there. */
    SubmittedTarget addedBy(TaskId task) {
        var custom = file.custom() == null ? Json.Obj.EMPTY : file.custom();
        return custom.get(ADDED_BY) != null
                ? this
                : new SubmittedTarget(
                        path,
                        new TargetFile(file.length(), file.hashes(), custom.with(ADDED_BY, new Json.Str(task.hex()))));
    }
}
