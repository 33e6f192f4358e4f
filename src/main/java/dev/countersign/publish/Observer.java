package dev.countersign.publish;

import dev.countersign.repository.Head;
import dev.countersign.repository.Leadership;
import dev.countersign.tuf.RoleName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hears what the publisher does; called on its thread, must return at once. */
public interface Observer {

    /** A publication was committed: how many submissions it finished, how many files it made, how long it took. */
    void published(Head head, int submissions, int files, long bytes, Duration took);

    /**
     * When each top-level role and the first of the online delegated roles expires; every few seconds.
     *
     * @param firstDelegated {@link Instant#MAX} when there is none
     */
    void expiries(Map<RoleName, Instant> topLevel, Instant firstDelegated);

    /**
     * Called after every step: what keeps everything from being published, or null.
     *
     * @param why the key cannot be used, or the clock cannot be believed
     */
    void blocked(@Nullable Obstacle why);

    /** Delegated roles are being signed, or null: no longer. */
    void signing(@Nullable SignsOfLife roles);

    /** A publication failed and will be tried again. */
    void failed(RuntimeException cause);

    /** Retention removed this many old files and task results. */
    void swept(int removed);

    /** This node leads from now on, until {@link #following}. */
    void leading(Leadership.Term term);

    /** This node no longer leads. */
    void following();

    /** What the leader is doing before it is ready, in words. */
    void progress(String what);
}
