package dev.countersign.cli.verify;

import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import java.time.Duration;

/** Shows how far a long look at a repository is: a line that is overwritten, or where that cannot be, one now and then. */
final class ReadingProgress {
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(30);

    private final Terminal terminal;
    private long read;
    private long lastNote = System.nanoTime();

    ReadingProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    void at(String name) {
        read++;
        terminal.progress("Read " + Words.count(read, "file") + ": " + name);
        long now = System.nanoTime();
        if (!terminal.showsProgress() && now - lastNote > NOW_AND_THEN.toNanos()) {
            lastNote = now;
            terminal.note("Read " + Words.count(read, "file") + " so far");
        }
    }
}
