package dev.countersign.app.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Lines for a person who waits: what was done, each with the seconds since the start. */
public final class StartProgress {

    private final PrintStream out;
    private final InstantSource clock;
    private final Instant start;

    public StartProgress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    void done(String what) {
        var seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        out.println(String.format(Locale.ROOT, "%7.1f s  %s", seconds, what));
        out.flush();
    }

    /** Without a time. */
    void say(String text) {
        out.println(text);
        out.flush();
    }
}
