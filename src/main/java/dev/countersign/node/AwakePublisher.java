package dev.countersign.node;

import dev.countersign.publish.Publisher;
import dev.countersign.repository.RepositoryId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One publisher from its start until its thread has ended. Guarded by the lock of {@link AwakePublishers}. */
final class AwakePublisher {
    private final RepositoryId id;
    private final Publisher publisher;
    private final Led led;

    /** Completes when something other than a store that is away has kept it from publishing. */
    private final Promise<Void> failed = Promise.promise();

    /** Completes when its thread has ended, and the next has begun if one was needed. */
    private final Promise<Void> gone = Promise.promise();

    private boolean asked;
    private boolean leaving;
    private boolean again;
    private boolean askedAgain;
    private Publisher.@Nullable IdleSince rest;

    /** @param asked whether somebody waits for what it publishes */
    AwakePublisher(RepositoryId id, Publisher publisher, Led led, boolean asked) {
        this.id = id;
        this.publisher = publisher;
        this.led = led;
        this.asked = asked;
    }

    RepositoryId id() {
        return id;
    }

    boolean is(Publisher other) {
        return publisher.equals(other);
    }

    /** There may be something to do: for this one, or, when it is about to end, for one after it. */
    void wake(boolean somebodyAsks) {
        if (leaving) {
            again = true;
            askedAgain |= somebodyAsks;
        } else {
            asked |= somebodyAsks;
            publisher.wake();
        }
    }

    /** Ends it once it has published what was accepted. */
    Future<Void> drain() {
        leaving = true;
        return publisher.close();
    }

    /** Ends it because it has nothing to do. */
    void rest(Publisher.IdleSince idle) {
        rest = idle;
        var _ = drain();
    }

    /** Ends it after its present step. */
    void stop() {
        led.over().tryComplete();
        var _ = drain();
    }

    void hasFailed() {
        failed.tryComplete();
    }

    /** Its thread has ended, and the next has begun if one was needed. */
    void isGone() {
        gone.complete();
    }

    Future<Void> gone() {
        return gone.future();
    }

    /** Completes when it is ready, cannot be, or is gone. */
    Future<Void> settled() {
        return Future.any(publisher.ready(), failed.future(), gone.future()).mapEmpty();
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Whether it ends though it may have something to do. */
    boolean isStopping() {
        return leaving && rest == null;
    }

    /** Whether another one is needed after it. */
    boolean isNeededAgain() {
        return again;
    }

    /** Whether somebody waits for what the one after it publishes. */
    boolean isAskedAgain() {
        return askedAgain;
    }

    /** Whether somebody waits for what it publishes. */
    boolean isAsked() {
        return asked;
    }

    Optional<Publisher.IdleSince> idle() {
        return publisher.idle();
    }

    Optional<Instant> inVainSince() {
        return publisher.inVainSince();
    }

    /** What it told when it began to rest; null when it ends for another reason. */
    Publisher.@Nullable IdleSince restsWith() {
        return rest;
    }
}
