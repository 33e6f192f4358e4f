package dev.countersign.cli.importing;

import dev.countersign.cli.DurationText;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Timing;
import dev.countersign.cli.Words;
import java.time.Duration;

/** How fast an import goes and how long it still takes, a few times a second. Used by several threads. */
final class ImportProgress {
    private static final long SCREEN_NANOS = Duration.ofMillis(300).toNanos();
    private static final long LOG_NANOS = Duration.ofSeconds(15).toNanos();

    private final Terminal terminal;
    private final Timing timing;
    private final long started;
    private long shown;
    private long artifacts;
    private double firstFraction = -1;

    ImportProgress(Terminal terminal, Timing timing) {
        this.terminal = terminal;
        this.timing = timing;
        this.started = timing.nanos();
        this.shown = started;
    }

    /** Counts what the server has taken. */
    synchronized void accepted(int more) {
        artifacts += more;
    }

    /** @param fraction of the input that has been read, negative when unknown */
    synchronized void show(double fraction) {
        var now = timing.nanos();
        if (firstFraction < 0) {
            firstFraction = fraction;
        }
        if (now - shown < (terminal.showsProgress() ? SCREEN_NANOS : LOG_NANOS)) {
            return;
        }
        shown = now;
        if (terminal.showsProgress()) {
            terminal.progress(line(fraction, now));
        } else {
            terminal.note(line(fraction, now));
        }
    }

    /** Artifacts a second so far. */
    synchronized long rate() {
        return rate(timing.nanos());
    }

    /** Time since the start. */
    Duration elapsed() {
        return Duration.ofNanos(timing.nanos() - started);
    }

    private long rate(long now) {
        return now == started ? 0 : Math.round(artifacts * 1e9 / (now - started));
    }

    private String line(double fraction, long now) {
        var line = Words.count(artifacts, "artifact") + " accepted, " + Words.number(rate(now)) + "/s";
        if (fraction < 0) {
            return line;
        }
        line += ", " + Math.round(fraction * 100) + " % read";
        var done = fraction - firstFraction;
        if (done < 0.001) {
            return line;
        }
        var left = Duration.ofSeconds(Math.round((now - started) * (1 - fraction) / done / 1e9) + 1);
        return line + ", " + DurationText.text(left) + " left";
    }
}
