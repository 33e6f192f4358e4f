package dev.countersign.http.api;

import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.Freshness;
import dev.countersign.http.Place;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.json.Json;
import dev.countersign.repository.DecidedChange;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.TaskRecord;
import dev.countersign.repository.Tasks;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /api/v1/task}: how a task stands. RSTUF's callers ask again and again without a pause, so an answer that would
 * be "not yet" is held back for a while. A task is only called finished when this node serves its result.
 */
final class TaskResource {
    /** Nothing will become known of an unknown task; the pause only slows callers that ask in a loop. */
    private static final Duration UNKNOWN_HOLD = Duration.ofMillis(250);

    private final Tasks tasks;
    private final PublicationWatch watch;
    private final Freshness freshness;
    private final Supplier<ServiceStatus> status;
    private final InstantSource clock;
    private final Duration hold;

    TaskResource(
            Tasks tasks,
            PublicationWatch watch,
            Freshness freshness,
            Supplier<ServiceStatus> status,
            InstantSource clock,
            Duration hold) {
        this.tasks = tasks;
        this.watch = watch;
        this.freshness = freshness;
        this.status = status;
        this.clock = clock;
        this.hold = hold;
    }

    Future<Answer> get(Call call) {
        var id = call.query().get(WireNames.TASK_ID);
        if (id == null) {
            throw new Refusal.Invalid(Violation.missing(Place.QUERY.member(WireNames.TASK_ID), new Json.Null()));
        }
        if (id.isEmpty()) {
            throw new Refusal.Invalid(Violation.of(
                    "string_too_short",
                    Place.QUERY.member(WireNames.TASK_ID),
                    "String should have at least 1 character",
                    new Json.Str(id)));
        }
        return TaskId.isTaskId(id) ? get(new TaskId(id)) : unknown(id);
    }

    private Future<Answer> get(TaskId id) {
        return tasks.find(id).compose(found -> found.map(this::known).orElseGet(() -> unknown(id.hex())));
    }

    private Future<Answer> unknown(String id) {
        var shown = id.length() <= 256 ? id : id.substring(0, 256);
        return watch.pause(Collections.min(List.of(hold, UNKNOWN_HOLD))).map(ignored -> TaskAnswers.unknown(shown));
    }

    private Future<Answer> known(TaskRecord task) {
        var finishedAt = task.finishedAt();
        if (task.isAhead()) {
            return decidedAhead(task);
        }
        if (finishedAt == null) {
            return awaited(task);
        }
        // What another node has finished, this one hurries to serve. When it cannot, it serves no reader anything
        // older.
        return freshness
                .ensure()
                .transform(fresh -> fresh.succeeded()
                        ? awaited(task)
                        : Future.succeededFuture(TaskAnswers.finished(task, finishedAt)));
    }

    /** Its turn may be far off. When it was decided is not kept, so it is dated by when it was handed in. */
    private Future<Answer> decidedAhead(TaskRecord task) {
        return freshness
                .ensure()
                .transform(fresh -> Future.succeededFuture(
                        fresh.failed() || watch.shows(task.decidedBy())
                                ? TaskAnswers.finished(task, task.entry().submittedAt())
                                : unfinished(task)));
    }

    private Future<Answer> awaited(TaskRecord task) {
        return watch.reached(task.entry().position(), hold).compose(reached -> {
            if (reached) {
                return applied(task);
            }
            return task.entry().change() instanceof DecidedChange
                    ? perhapsAhead(task)
                    : Future.succeededFuture(unfinished(task));
        });
    }

    private Future<Answer> perhapsAhead(TaskRecord task) {
        return tasks.find(task.entry().task())
                .compose(again -> again.filter(TaskRecord::isAhead)
                        .map(this::decidedAhead)
                        .orElseGet(() -> Future.succeededFuture(unfinished(task))));
    }

    /** Reads again, if the first read was too early to see the end. */
    private Future<Answer> applied(TaskRecord task) {
        if (task.finishedAt() != null) {
            return Future.succeededFuture(TaskAnswers.finished(task, task.finishedAt()));
        }
        return tasks.find(task.entry().task()).map(again -> ended(again, task));
    }

    private Answer ended(Optional<TaskRecord> again, TaskRecord before) {
        return again.filter(task -> task.finishedAt() != null)
                .map(task -> TaskAnswers.finished(task, java.util.Objects.requireNonNull(task.finishedAt())))
                .orElseGet(() -> unfinished(before));
    }

    private Answer unfinished(TaskRecord task) {
        return TaskAnswers.unfinished(task, status.get().course(), clock.instant());
    }
}
