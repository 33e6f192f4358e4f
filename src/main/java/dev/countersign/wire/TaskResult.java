package dev.countersign.wire;

import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;

/** The result of a finished task, as RSTUF's callers read it. */
public sealed interface TaskResult {

    /** @param task what was done: the word of a {@link TaskKind} */
    record Succeeded(String task, String message, Json.@Nullable Obj details) implements TaskResult {}

    /**
     * The change was understood and refused.
     *
     * @param details what was done and what was not, when only a part was refused; null when nothing changed
     */
    record TaskRefused(String task, String message, String error, Json.@Nullable Obj details) implements TaskResult {
        /** The whole change was refused. */
        public TaskRefused(String task, String message, String error) {
            this(task, message, error, null);
        }
    }

    /** The change could not be carried out; nothing changed. */
    record TaskFailed(String message) implements TaskResult {}
}
