package dev.countersign.app.service;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Elapsed nanoseconds, by whichever of two clocks has gone further: the steady one, which stands still while the
 * machine is suspended, or the wall clock, which is corrected after that. A wall clock that is set back changes
 * nothing.
 */
final class Passing implements LongSupplier {

    private final LongSupplier steady;
    private final LongSupplier wall;
    /** The most that the wall clock has been ahead of the monotonic clock. */
    private final AtomicLong ahead;

    Passing(LongSupplier steady, LongSupplier wall) {
        this.steady = steady;
        this.wall = wall;
        this.ahead = new AtomicLong(wall.getAsLong() - steady.getAsLong());
    }

    static LongSupplier by(Clock clock) {
        return new Passing(System::nanoTime, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    @Override
    public long getAsLong() {
        var now = steady.getAsLong();
        var lead = wall.getAsLong() - now;
        var most = ahead.get();
        return now + (lead > most ? ahead.accumulateAndGet(lead, Math::max) : most);
    }
}
