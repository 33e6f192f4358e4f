package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.Receipt;
import dev.countersign.repository.Submission;
import dev.countersign.repository.Submissions;
import dev.countersign.repository.TaskId;
import dev.countersign.wire.AnswerTime;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands changes in under a new task and answers 202 once they are durable. */
final class Intake {
    private final Submissions submissions;
    private final Supplier<TaskId> taskIds;
    private final InstantSource clock;

    Intake(Submissions submissions, Supplier<TaskId> taskIds, InstantSource clock) {
        this.submissions = submissions;
        this.taskIds = taskIds;
        this.clock = clock;
    }

    TaskId newTask() {
        return taskIds.get();
    }

    InstantSource clock() {
        return clock;
    }

    Future<Answer> submit(Call call, Change change, String message) {
        return submit(call, newTask(), change, true, null, message);
    }

    /** @param artifacts to be named in the answer, or null */
    Future<Answer> submit(
            Call call, TaskId task, Change change, boolean publish, @Nullable List<String> artifacts, String message) {
        var now = clock.instant();
        var submission = new Submission(task, change, !publish, now, call.origin());
        return submissions.submit(submission).compose(receipt -> switch (receipt) {
            case Receipt.Durable _ -> Future.succeededFuture(accepted(submission, artifacts, message));
            case Receipt.NotTaken refused -> Future.failedFuture(refused.reason());
        });
    }

    private static Answer accepted(Submission submission, @Nullable List<String> artifacts, String message) {
        var data = Json.object();
        if (artifacts != null) {
            data.put(WireNames.ARTIFACTS, artifacts);
        }
        data.put(WireNames.TASK_ID, submission.task().hex())
                .put(WireNames.LAST_UPDATE, AnswerTime.format(submission.submittedAt()));
        return Answer.accepted(data.build(), message).warning(KeyWarnings.find(submission.change()));
    }
}
