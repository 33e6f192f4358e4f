package dev.countersign.cli.importing;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Timing;
import dev.countersign.cli.api.ApiClient;
import java.time.Duration;

/**
 * What an import does when a server does not take its batches: it says so now and then. With everything held back, a
 * busy server could be full and stay so; it is asked to publish. Used by several threads.
 */
final class Trouble {
    private static final long SPACING = Duration.ofSeconds(20).toNanos();

    private final ApiClient api;
    private final Terminal terminal;
    private final Timing timing;
    private long next;

    Trouble(ApiClient api, Terminal terminal, Timing timing) {
        this.api = api;
        this.terminal = terminal;
        this.timing = timing;
        this.next = timing.nanos();
    }

    /** Called each time before a batch is sent again. */
    void met(CliFailure failure) {
        if (!isDue()) {
            return;
        }
        terminal.note("Waiting: " + failure.getMessage());
        if (failure instanceof CliFailure.ServerBusy) {
            askToPublish();
        }
    }

    private void askToPublish() {
        try {
            api.publish();
        } catch (CliFailure e) {
            // The next batch meets the same trouble and says so.
        }
    }

    private synchronized boolean isDue() {
        var now = timing.nanos();
        if (now - next < 0) {
            return false;
        }
        next = now + SPACING;
        return true;
    }
}
