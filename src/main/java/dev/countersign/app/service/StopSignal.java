package dev.countersign.app.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The request to end this process: Ctrl-C, SIGTERM or SIGHUP. The main thread does what is to be done, and ends the
 * process with its status: 0 when everything accepted was published or kept.
 */
final class StopSignal {

    /** Longer than all the waits of a stop together. After it the process ends at once, which is as safe as a crash. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int status = 1;

    /** From here on a signal no longer ends the process by itself. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::ask));
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    void await() {
        try {
            asked.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is over: lets the process end. */
    void finish(int exitStatus) {
        status = exitStatus;
        done.countDown();
    }

    /** The same as being asked by a signal, except that the process ends by returning. */
    void stop() {
        asked.countDown();
    }

    private void ask() {
        stop();
        try {
            if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                status = 1;
            }
        } catch (InterruptedException interrupted) {
            status = 1;
        }
        // The JVM's own status after a signal would be 130 or 143 however well the stop went.
        Runtime.getRuntime().halt(status);
    }
}
