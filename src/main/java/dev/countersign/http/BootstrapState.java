package dev.countersign.http;

import dev.countersign.repository.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * How far the bootstrap of the repository has come, in RSTUF's words.
 *
 * @param word {@code None}, {@code pre}, {@code signing} or {@code finished}
 * @param task the bootstrap, or null when there was none
 */
record BootstrapState(String word, @Nullable TaskId task) {
    static final BootstrapState NONE = new BootstrapState("None", null);

    static BootstrapState pre(TaskId task) {
        return new BootstrapState("pre", task);
    }

    static BootstrapState signing(TaskId task) {
        return new BootstrapState("signing", task);
    }

    static BootstrapState finished(TaskId task) {
        return new BootstrapState("finished", task);
    }

    boolean isFinished() {
        return word.equals("finished");
    }
}
