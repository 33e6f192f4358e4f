package dev.countersign.http;

import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that something unfinished on a connection may take. What is finished with the read that began it, as nearly
 * everything is, costs a comparison. Used on the connection's event loop only.
 */
final class Deadline {
    private final Runnable late;
    private @Nullable Object unfinished;
    private long since;
    private Duration limit = Duration.ZERO;
    private boolean scheduled;

    /** @param late called once for what is still unfinished when its time is over */
    Deadline(Runnable late) {
        this.late = late;
    }

    /** Called after each read. The time counts from the first call for the same thing. */
    void unfinished(ChannelHandlerContext context, Object what, Duration allowed) {
        if (what.equals(unfinished)) {
            return;
        }
        unfinished = what;
        since = System.nanoTime();
        limit = allowed;
        if (!scheduled) {
            schedule(context, allowed.toNanos());
        }
    }

    void nothing() {
        unfinished = null;
    }

    private void schedule(ChannelHandlerContext context, long nanos) {
        scheduled = true;
        var _ = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        scheduled = false;
        if (unfinished == null || !context.channel().isActive()) {
            return;
        }
        long left = limit.toNanos() - (System.nanoTime() - since);
        if (left > 0) {
            schedule(context, left);
        } else if (!context.channel().config().isAutoRead()) {
            // It is this process that does not read.
            schedule(context, limit.toNanos());
        } else {
            unfinished = null;
            late.run();
        }
    }
}
