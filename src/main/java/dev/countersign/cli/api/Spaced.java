package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Timing;
import java.time.Duration;
import java.util.function.Consumer;

/** Passes on the first failure, and then one every twenty seconds. Used by several threads. */
final class Spaced implements Consumer<CliFailure> {
    private static final long SPACING = Duration.ofSeconds(20).toNanos();

    private final Timing timing;
    private final Consumer<CliFailure> next;
    private long due;

    Spaced(Timing timing, Consumer<CliFailure> next) {
        this.timing = timing;
        this.next = next;
        this.due = timing.nanos();
    }

    @Override
    public void accept(CliFailure failure) {
        if (isDue()) {
            next.accept(failure);
        }
    }

    private synchronized boolean isDue() {
        var now = timing.nanos();
        if (now - due < 0) {
            return false;
        }
        due = now + SPACING;
        return true;
    }
}
