package dev.countersign.cli;

import java.time.Duration;

/** Time as waiting needs it: a steady clock and a way to let it pass. */
public interface Timing {
    /** The clock and the sleep of this machine. */
    Timing SYSTEM = new Timing() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /** Nanoseconds since some fixed moment. */
    long nanos();

    void sleep(Duration duration) throws InterruptedException;
}
