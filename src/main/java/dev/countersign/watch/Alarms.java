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
    private final Map<AlarmPlace, Alarm> standing = new ConcurrentHashMap<>();

    /** Two projects may have a file of one path. */
    private record AlarmPlace(String project, TargetPath path) {}

    Alarms(String source, WatchLog log) {
        this.source = source;
        this.log = log;
    }

    void raise(String project, Alarm alarm) {
        var before = standing.put(new AlarmPlace(project, alarm.path()), alarm);
        if (alarm.equals(before)) {
            return;
        }
        if (before != null) {
            log.over(source, before);
        }
        log.alarm(source, alarm);
    }

    /** The file is as it should be. */
    void clear(String project, TargetPath path) {
        var alarm = standing.remove(new AlarmPlace(project, path));
        if (alarm != null) {
            log.over(source, alarm);
        }
    }

    Collection<Alarm> standing() {
        return List.copyOf(standing.values());
    }
}
