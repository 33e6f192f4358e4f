package dev.countersign.cli.watch;

import dev.countersign.cli.DurationText;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import dev.countersign.tuf.TargetPath;
import dev.countersign.watch.Alarm;
import dev.countersign.watch.WatchLog;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Tells people what happens, and keeps the figures. Used by several threads. */
final class WatchReport implements WatchLog {
    private final Terminal terminal;
    private final WatchFigures figures;
    private final InstantSource clock;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong signed = new AtomicLong();
    private final AtomicLong withdrawn = new AtomicLong();

    WatchReport(Terminal terminal, WatchFigures figures, InstantSource clock) {
        this.terminal = terminal;
        this.figures = figures;
        this.clock = clock;
    }

    long signed() {
        return signed.get();
    }

    long withdrawn() {
        return withdrawn.get();
    }

    /** Bytes as they come. */
    void fetched(long more) {
        figures.fetched(more);
        progress(bytes.addAndGet(more));
    }

    private void progress(long total) {
        terminal.progress(Words.count(files.get(), "file") + " hashed, " + Words.bytes(total) + "; "
                + Words.number(signed.get()) + " signed");
    }

    @Override
    public void alarm(String source, Alarm alarm) {
        figures.alarm(source, alarm);
        warn(source, "ALARM: " + alarm.sentence());
    }

    @Override
    public void over(String source, Alarm alarm) {
        figures.over(source, alarm);
        warn(source, "no longer an alarm: " + alarm.path());
    }

    @Override
    public void refused(String source, String name, String reason) {
        figures.refused(source);
        warn(source, "NOT SIGNED: " + name + ": " + reason);
    }

    @Override
    public void trouble(String source, String sentence) {
        figures.trouble(source);
        warn(source, sentence);
    }

    @Override
    public void hashed(String source, TargetPath path) {
        figures.hashed(source);
        files.incrementAndGet();
        progress(bytes.get());
    }

    @Override
    public void round(String source) {
        figures.round(source, clock.instant());
    }

    @Override
    public void signed(String source, List<TargetPath> paths, Duration since) {
        figures.signed(source, paths.size(), since);
        signed.addAndGet(paths.size());
        terminal.note(line(source, "signed " + some(paths) + ", " + DurationText.text(since) + " after looking"));
    }

    @Override
    public void withdrawn(String source, List<TargetPath> paths) {
        figures.withdrawn(source, paths.size());
        withdrawn.addAndGet(paths.size());
        terminal.note(line(source, "withdrawn " + some(paths)));
    }

    private static String some(List<TargetPath> paths) {
        return Words.some(paths.stream().map(TargetPath::value).toList());
    }

    private void warn(String source, String sentence) {
        terminal.warn(line(source, sentence));
    }

    private String line(String source, String sentence) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + (source.isEmpty() ? "" : source + ": ")
                + sentence;
    }
}
