package dev.countersign.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What of a source cannot be signed, each told once. Used by several threads. */
final class UnsignableNames {
    private final String source;
    private final WatchLog log;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    UnsignableNames(String source, WatchLog log) {
        this.source = source;
        this.log = log;
    }

    void add(String name, String reason) {
        if (names.add(name)) {
            log.refused(source, name, reason);
        }
    }

    Set<String> names() {
        return Set.copyOf(names);
    }
}
