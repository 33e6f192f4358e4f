package dev.countersign.wire;

/** How a task stands, in RSTUF's words. What it does, and its sentences when it is done or refused: {@link TaskKind}. */
public enum TaskState {
    /** Nobody knows the task. */
    PENDING,
    /** It waits to be published. */
    STARTED,
    /** It is held back until somebody asks for publication. */
    RUNNING,
    /** It is done. */
    SUCCESS,
    /** It was understood and refused. */
    ERRORED,
    /** It could not be carried out. */
    FAILURE,
    /** RSTUF's service only: it was called off. */
    REVOKED,
    /** RSTUF's service only: nobody could do it. */
    REJECTED
}
