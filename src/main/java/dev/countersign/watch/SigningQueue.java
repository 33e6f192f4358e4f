package dev.countersign.watch;

import dev.countersign.concurrent.Backoff;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the service: what is submitted is sent in order, as much at once as may be, and what comes later waits
 * until that is signed. Used by several threads.
 */
final class SigningQueue {
    /** How many may wait before those who look at projects wait, too. */
    private static final int MOST_WAITING = 1_000;

    private final TargetSigning signing;
    private final Consumer<String> trouble;
    private final boolean persistent;
    private final Deque<SigningRequest> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;
    private @Nullable RuntimeException failure;

    private SigningQueue(TargetSigning signing, Consumer<String> trouble, boolean persistent) {
        this.signing = signing;
        this.trouble = trouble;
        this.persistent = persistent;
    }

    /**
     * Tries again until the service has taken everything.
     *
     * @param trouble told each time before something is sent again
     */
    static SigningQueue persistent(TargetSigning signing, Consumer<String> trouble) {
        return new SigningQueue(signing, trouble, true);
    }

    /** Ends with the first failure, which {@link #awaitAll} throws. */
    static SigningQueue oneTry(TargetSigning signing) {
        return new SigningQueue(signing, _ -> {}, false);
    }

    /** Waits while many are waiting already. Called before a project is looked at, never with a lock that is needed to end. */
    synchronized void awaitRoom() throws InterruptedException {
        while (waiting.size() >= MOST_WAITING && !closed) {
            wait();
        }
    }

    /**
     * Waits until this is closed.
     *
     * @throws RuntimeException why it closed itself
     */
    synchronized void awaitEnd() throws InterruptedException {
        while (!closed) {
            wait();
        }
        if (failure != null) {
            throw failure;
        }
    }

    synchronized void add(SigningRequest submission) {
        waiting.add(submission);
        notifyAll();
    }

    /**
     * Waits until everything is signed.
     *
     * @throws TargetSigning.SigningTrouble when that failed for good
     */
    synchronized void awaitAll() throws InterruptedException {
        while ((busy || !waiting.isEmpty()) && !closed) {
            wait();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Sends until it is closed; keeps trying what cannot be done now. */
    void run() {
        try {
            for (var next = take(); !next.isEmpty(); next = take()) {
                persistently(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // What was done cannot be noted, or not understood, so nothing further must be done.
            fail(e);
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void persistently(List<SigningRequest> batch) throws InterruptedException {
        var backoff = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(1));
        while (true) {
            try {
                send(batch);
                return;
            } catch (TargetSigning.SigningTrouble e) {
                if (!persistent) {
                    fail(e);
                    return;
                }
                trouble.accept(String.valueOf(e.getMessage()));
                sleep(backoff.next());
            }
        }
    }

    /** Ends this, and tells whoever waits why. */
    synchronized void fail(RuntimeException e) {
        failure = e;
        close();
    }

    private synchronized void sleep(Duration time) throws InterruptedException {
        var end = System.nanoTime() + time.toNanos();
        for (var left = time.toMillis(); left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        if (closed) {
            throw new InterruptedException("closed");
        }
    }

    private void send(List<SigningRequest> batch) {
        SequencedMap<TargetPath, TargetFile> add = new LinkedHashMap<>();
        batch.forEach(each -> add.putAll(each.add()));
        var refused = add.isEmpty() ? Map.<TargetPath, String>of() : signing.add(add);
        var remove = batch.stream().flatMap(each -> each.remove().stream()).toList();
        if (!remove.isEmpty()) {
            signing.remove(remove);
        }
        batch.forEach(each -> each.done().accept(only(each, refused)));
        idle();
    }

    private synchronized void idle() {
        busy = false;
        notifyAll();
    }

    private static Map<TargetPath, String> only(SigningRequest submission, Map<TargetPath, String> refused) {
        var own = new HashMap<>(refused);
        own.keySet().retainAll(submission.add().keySet());
        return own;
    }

    /** The next that go together; none when this is closed. */
    private synchronized List<SigningRequest> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return closed ? List.of() : poll();
    }

    /** No path twice, and nothing behind a removal, so that the order stays. */
    private synchronized List<SigningRequest> poll() {
        var batch = new ArrayList<SigningRequest>();
        var paths = new LinkedHashMap<TargetPath, TargetFile>();
        while (!waiting.isEmpty() && fits(waiting.peek(), batch, paths)) {
            var next = waiting.remove();
            batch.add(next);
            paths.putAll(next.add());
        }
        busy = !batch.isEmpty();
        notifyAll();
        return batch;
    }

    private static boolean fits(SigningRequest next, List<SigningRequest> batch, Map<TargetPath, TargetFile> paths) {
        return batch.isEmpty()
                || (batch.getLast().remove().isEmpty()
                        && next.remove().isEmpty()
                        && paths.size() + next.add().size() <= TargetSigning.MOST_AT_ONCE
                        && next.add().keySet().stream().noneMatch(paths::containsKey));
    }
}
