package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A source that remembers what it gave: the SHA-256, in hexadecimal, of every file by its name. */
final class RecordingSource implements MetadataSource {
    private final MetadataSource source;
    private final SortedMap<String, String> files = new ConcurrentSkipListMap<>();

    RecordingSource(MetadataSource source) {
        this.source = source;
    }

    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        var file = source.fetch(name, maxBytes);
        file.ifPresent(found -> files.put(name, found.sha256().hex()));
        return file;
    }

    SortedMap<String, String> files() {
        return Collections.unmodifiableSortedMap(files);
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
