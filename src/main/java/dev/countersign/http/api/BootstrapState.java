package dev.countersign.http.api;

import dev.countersign.repository.TaskId;
import dev.countersign.wire.BootstrapPhase;
import org.jspecify.annotations.Nullable;

/**
 * How far the bootstrap of the repository has come.
 *
 * @param task the bootstrap, or null when there was none
 */
record BootstrapState(BootstrapPhase phase, @Nullable TaskId task) {
    static final BootstrapState NONE = new BootstrapState(BootstrapPhase.NONE, null);

    static BootstrapState pre(TaskId task) {
        return new BootstrapState(BootstrapPhase.ACCEPTED, task);
    }

    static BootstrapState signing(TaskId task) {
        return new BootstrapState(BootstrapPhase.SIGNING, task);
    }

    static BootstrapState finished(TaskId task) {
        return new BootstrapState(BootstrapPhase.FINISHED, task);
    }

    boolean isFinished() {
        return phase == BootstrapPhase.FINISHED;
    }

    String word() {
        return phase.word();
    }
}
