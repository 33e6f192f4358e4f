package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Values for tests, each made from a number. */
public final class LogSamples {
    public static final String HASH = "0123456789abcdef".repeat(4);
    public static final LogKey KEY = LogKey.of(Bytes.utf8("a seed that counts thirty-two by"));

    private LogSamples() {}

    public static PublicationEntry entry(long number, Map<String, String> files) {
        var version = Math.toIntExact(number);
        return new PublicationEntry(
                number,
                Instant.parse("2026-11-28T09:00:00.123456Z"),
                new PublicationEntry.Pinned(1, HASH),
                new PublicationEntry.Pinned(version, HASH),
                new PublicationEntry.Pinned(version, HASH),
                PublicationEntry.Changes.of(new TreeMap<>(files)),
                AuditCoverage.NONE);
    }

    public static PublicLog.Appended first() {
        return PublicLog.begin(KEY, "log.example", 1).plus(entry(1, Map.of()), KEY);
    }

    public static PublicLog.Appended next(PublicLog log) {
        return log.plus(entry(log.size() + 1, Map.of()), KEY);
    }
}
