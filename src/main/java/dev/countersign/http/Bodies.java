package dev.countersign.http;

import dev.countersign.json.Bytes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receives bodies into memory, each up to its operation's limit, within its time, and all together within what
 * {@link BodyLimits} allows, so that no number of senders can fill the heap, and no slow one keep others out.
 */
public final class Bodies {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long CHECKED_MILLIS = 250;

    private final Vertx vertx;
    private final BodyLimits limits;
    private final AtomicLong inFlight = new AtomicLong();
    private final ConcurrentMap<ClientAddress, Long> perAddress = new ConcurrentHashMap<>();
    private final Set<Receiver> receiving = ConcurrentHashMap.newKeySet();

    public Bodies(Vertx vertx, BodyLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        vertx.setPeriodic(CHECKED_MILLIS, _ -> refuseSlow());
    }

    /** A received body; whoever gets it calls {@link #release} once it has been read. */
    final class ReceivedBody {
        private final List<Buffer> chunks;
        private final int length;
        private final ClientAddress address;

        private ReceivedBody(List<Buffer> chunks, int length, ClientAddress address) {
            this.chunks = chunks;
            this.length = length;
            this.address = address;
        }

        int length() {
            return length;
        }

        /** All of it in one piece; for a large body that is a copy of it. */
        Bytes bytes() {
            var whole = new byte[length];
            int at = 0;
            for (var chunk : chunks) {
                chunk.getBytes(whole, at);
                at += chunk.length();
            }
            return Bytes.wrap(whole);
        }

        void release() {
            giveBack(address, length);
        }
    }

    /**
     * Fails with a {@link Refusal} as soon as it is certain that the body is too large, too slow or one too many; the
     * rest is then read and forgotten.
     *
     * @param sender who sends it
     */
    Future<ReceivedBody> receive(HttpServerRequest request, ClientAddress sender, int limit) {
        var declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (declared != null && isAbove(declared, limit)) {
            return Future.failedFuture(new Refusal.BodyTooLarge(limit));
        }
        if (request.headers().contains(HttpHeaders.EXPECT, "100-continue", true)) {
            request.response().writeContinue();
        }
        var context = (ContextInternal) vertx.getOrCreateContext();
        var receiver = new Receiver(context, sender.network(), limit, System.nanoTime());
        receiving.add(receiver);
        request.handler(receiver::chunk).endHandler(_ -> receiver.end()).exceptionHandler(cause -> {
            // Vert.x closes the connection when this returns, so the answer must be on its way by then.
            context.emit(Unreadable.body(cause), receiver::fail);
            StrictRequestDecoder.flush(request.connection());
        });
        return receiver.promise.future();
    }

    private static boolean isAbove(String declared, int limit) {
        try {
            return Long.parseLong(declared) > limit;
        } catch (NumberFormatException tooLong) {
            return true;
        }
    }

    private boolean take(ClientAddress address, int bytes) {
        boolean fits = inFlight.addAndGet(bytes) <= limits.bytes();
        fits &= perAddress.merge(address, (long) bytes, Long::sum) <= limits.bytesPerAddress();
        if (!fits) {
            giveBack(address, bytes);
        }
        return fits;
    }

    private void giveBack(ClientAddress address, int bytes) {
        inFlight.addAndGet(-bytes);
        perAddress.computeIfPresent(address, (_, held) -> held == bytes ? null : held - bytes);
    }

    private void refuseSlow() {
        long now = System.nanoTime();
        receiving.forEach(receiver -> receiver.context.runOnContext(_ -> receiver.check(now)));
    }

    /** Used on its own context only. */
    private final class Receiver {
        private final Context context;
        private final ClientAddress address;
        private final int limit;
        private final long begun;
        private final Promise<ReceivedBody> promise = Promise.promise();
        private List<Buffer> chunks = new ArrayList<>(1);
        private int length;
        private long measuredFrom;
        private int lengthThen;
        private boolean ended;

        Receiver(Context context, ClientAddress address, int limit, long now) {
            this.context = context;
            this.address = address;
            this.limit = limit;
            this.begun = now;
            this.measuredFrom = now;
        }

        void chunk(Buffer chunk) {
            if (ended) {
                return;
            }
            if (length + (long) chunk.length() > limit) {
                fail(new Refusal.BodyTooLarge(limit));
            } else if (!take(address, chunk.length())) {
                fail(new Refusal.Overloaded("too many bodies are being received", SOON));
            } else {
                length += chunk.length();
                chunks.add(chunk);
            }
        }

        void end() {
            if (!ended) {
                finish();
                promise.complete(new ReceivedBody(chunks, length, address));
            }
        }

        void fail(Refusal refusal) {
            if (!ended) {
                finish();
                chunks = List.of();
                giveBack(address, length);
                promise.fail(refusal);
            }
        }

        private void finish() {
            ended = true;
            receiving.remove(this);
        }

        void check(long now) {
            if (now - begun > limits.time().toNanos()) {
                fail(new Refusal.TooSlow("the body did not arrive within "
                        + limits.time().toSeconds() + " s (expected: a faster sender, or several smaller requests)"));
            } else if (now - measuredFrom > limits.measured().toNanos()) {
                measure(now);
            }
        }

        private void measure(long now) {
            if (length - lengthThen < limits.bytesPerMeasure()) {
                fail(new Refusal.TooSlow("the body arrives too slowly (expected: at least " + limits.bytesPerSecond()
                        + " bytes a second)"));
            }
            measuredFrom = now;
            lengthThen = length;
        }
    }
}
