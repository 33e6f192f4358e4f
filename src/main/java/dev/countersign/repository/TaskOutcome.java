package dev.countersign.repository;

import dev.countersign.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended, in the words callers of RSTUF compare: {@code task} is RSTUF's name of the action, {@code details}
 * its result object.
 */
public sealed interface TaskOutcome {

    /** State SUCCESS. */
    record Succeeded(String task, String message, Json.@Nullable Obj details) implements TaskOutcome {}

    /**
     * State ERRORED: the change was understood and refused.
     *
     * @param details what was done and what was not, when only a part was refused; null when nothing changed
     */
    record Refused(String task, String message, String error, Json.@Nullable Obj details) implements TaskOutcome {
        /** The whole change was refused. */
        public Refused(String task, String message, String error) {
            this(task, message, error, null);
        }
    }

    /** State FAILURE: the change could not be carried out; nothing changed. */
    record Failed(String task, String message) implements TaskOutcome {}
}
