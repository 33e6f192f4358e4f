package dev.countersign.http;

import dev.countersign.tuf.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Receives bodies into memory, each up to its operation's limit and all together up to one limit for the process, so
 * that no number of senders can fill the heap.
 */
final class Bodies {
    private final AtomicLong inFlight = new AtomicLong();
    private final long maxInFlight;

    Bodies(long maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    /** A received body; whoever gets it calls {@link #release} once it has been read. */
    final class Held {
        private final Bytes bytes;

        private Held(Bytes bytes) {
            this.bytes = bytes;
        }

        Bytes bytes() {
            return bytes;
        }

        void release() {
            inFlight.addAndGet(-bytes.length());
        }
    }

    /** Fails with {@link Refusal.BodyTooLarge} as soon as that is certain; the rest is then read and forgotten. */
    Future<Held> receive(HttpServerRequest request, int limit) {
        var declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (declared != null && isAbove(declared, limit)) {
            return Future.failedFuture(new Refusal.BodyTooLarge(limit));
        }
        if (request.headers().contains(HttpHeaders.EXPECT, "100-continue", true)) {
            request.response().writeContinue();
        }
        var receiver = new Receiver(limit);
        request.handler(receiver::chunk).endHandler(end -> receiver.end()).exceptionHandler(receiver::fail);
        return receiver.promise.future();
    }

    private static boolean isAbove(String declared, int limit) {
        try {
            return Long.parseLong(declared) > limit;
        } catch (NumberFormatException notALength) {
            return true;
        }
    }

    private final class Receiver {
        private final int limit;
        private final Promise<Held> promise = Promise.promise();
        private @Nullable Buffer collected;
        private boolean ownsCollected;
        private int length;
        private boolean ended;

        Receiver(int limit) {
            this.limit = limit;
        }

        void chunk(Buffer chunk) {
            if (ended) {
                return;
            }
            if (length + (long) chunk.length() > limit) {
                fail(new Refusal.BodyTooLarge(limit));
            } else if (inFlight.addAndGet(chunk.length()) > maxInFlight) {
                inFlight.addAndGet(-chunk.length());
                fail(new Refusal.Overloaded("too many bodies are being received", Duration.ofSeconds(1)));
            } else {
                length += chunk.length();
                collect(chunk);
            }
        }

        /** Nearly every body is one chunk, which is kept as it is. */
        private void collect(Buffer chunk) {
            if (collected == null) {
                collected = chunk;
            } else if (ownsCollected) {
                collected.appendBuffer(chunk);
            } else {
                ownsCollected = true;
                collected = Buffer.buffer(2 * (length + chunk.length()))
                        .appendBuffer(collected)
                        .appendBuffer(chunk);
            }
        }

        void end() {
            if (!ended) {
                ended = true;
                var bytes = collected == null ? Bytes.EMPTY : Bytes.wrap(collected.getBytes());
                collected = null;
                promise.complete(new Held(bytes));
            }
        }

        void fail(Throwable cause) {
            if (!ended) {
                ended = true;
                collected = null;
                inFlight.addAndGet(-length);
                promise.fail(cause);
            }
        }
    }
}
