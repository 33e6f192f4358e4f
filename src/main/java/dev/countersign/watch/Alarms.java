package dev.countersign.watch;

import dev.countersign.tuf.TargetPath;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The alarms of one source that stand, of which each is told once. Used by several threads. */
final class Alarms {
    private final String source;
    private final WatchLog log;
    private final Map<TargetPath, Alarm> standing = new ConcurrentHashMap<>();

    Alarms(String source, WatchLog log) {
        this.source = source;
        this.log = log;
    }

    void raise(Alarm alarm) {
        var before = standing.put(alarm.path(), alarm);
        if (alarm.equals(before)) {
            return;
        }
        if (before != null) {
            log.over(source, before);
        }
        log.alarm(source, alarm);
    }

    /** The file is as it should be. */
    void clear(TargetPath path) {
        var alarm = standing.remove(path);
        if (alarm != null) {
            log.over(source, alarm);
        }
    }

    Collection<Alarm> standing() {
        return List.copyOf(standing.values());
    }
}
