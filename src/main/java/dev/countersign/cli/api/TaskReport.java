package dev.countersign.cli.api;

import dev.countersign.json.Json;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.TaskState;
import dev.countersign.wire.WireNames;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the server says about a task.
 *
 * @param state one of the API's words, such as {@code SUCCESS} or {@code RUNNING}
 * @param data the answer as it came, for programs
 */
public record TaskReport(
        String id,
        String state,
        @Nullable String task,
        @Nullable String message,
        @Nullable String error,
        TaskDetails details,
        Json.Obj data) {

    private static final Set<String> FAILED = Stream.of(
                    TaskState.ERRORED, TaskState.FAILURE, TaskState.REVOKED, TaskState.REJECTED)
            .map(TaskState::name)
            .collect(Collectors.toUnmodifiableSet());

    /** Artifacts that were not added while others were, and why. */
    public record NotAdded(String role, String reason, List<String> artifacts) {}

    /** What the task says it did; lists that an answer does not have are empty. */
    public record TaskDetails(
            List<String> added,
            List<String> invalid,
            List<NotAdded> refused,
            List<String> deleted,
            List<String> notFound,
            List<String> roles,
            @Nullable String update,
            @Nullable String bootstrap) {}

    /** What the task says it did, in its own members. */
    public Json.Obj said() {
        return data.object(WireNames.RESULT).object(WireNames.DETAILS);
    }

    public boolean succeeded() {
        return state.equals(TaskState.SUCCESS.name());
    }

    public boolean failed() {
        return FAILED.contains(state);
    }

    /** Whether the state will not change any more. */
    public boolean finished() {
        return succeeded() || failed();
    }

    /** Whether it failed with nothing done of it; otherwise {@link #details} tell what was refused. */
    public boolean failedWhole() {
        return failed() && details.refused().isEmpty();
    }

    /** Whether the server does not know the task, or has not begun with it. */
    public boolean isUnknown() {
        return state.equals(TaskState.PENDING.name());
    }

    /** Whether it ended well, but clients see nothing before more signatures are there. */
    public boolean awaitsSignatures() {
        return waits(details.update()) || waits(details.bootstrap());
    }

    private static boolean waits(@Nullable String text) {
        return text != null && Sentences.saysAwaitsSignatures(text);
    }

    /** Message and error, as one sentence. */
    public String sentence() {
        var said = message == null ? "no message" : message;
        return error == null ? said : said + ": " + error;
    }
}
