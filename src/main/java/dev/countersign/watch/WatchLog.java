package dev.countersign.watch;

import dev.countersign.tuf.TargetPath;
import java.time.Duration;
import java.util.List;

/** Is told of everything that people or metrics want to know. Called by several threads. */
public interface WatchLog {
    /** A new alarm, or one that goes on after a restart. */
    void alarm(String source, Alarm alarm);

    /** What was an alarm is as it should be again. */
    void over(String source, Alarm alarm);

    /** Something that cannot be signed; told once. */
    void refused(String source, String name, String reason);

    /** The registry or the service cannot be had now; it is tried again. */
    void trouble(String source, String sentence);

    /** A file was fetched and hashed. */
    void hashed(String source, TargetPath path);

    /** Everything was looked at. */
    void round(String source);

    /** @param since how long ago the registry was asked, or woke this up */
    void signed(String source, List<TargetPath> paths, Duration since);

    void withdrawn(String source, List<TargetPath> paths);
}
