package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A source that remembers what it gave. */
final class RecordingSource implements MetadataSource {
    private final MetadataSource source;
    private final SortedMap<String, ReadFile> files = new ConcurrentSkipListMap<>();

    /** @param sha256 in hexadecimal */
    record ReadFile(String sha256, int length) {}

    RecordingSource(MetadataSource source) {
        this.source = source;
    }

    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        var file = source.fetch(name, maxBytes);
        file.ifPresent(found -> files.put(name, new ReadFile(found.sha256().hex(), found.length())));
        return file;
    }

    /** By their names. */
    SortedMap<String, ReadFile> files() {
        return Collections.unmodifiableSortedMap(files);
    }

    /** The SHA-256 of every file, by its name. */
    SortedMap<String, String> hashes() {
        var hashes = new TreeMap<String, String>();
        files.forEach((name, file) -> hashes.put(name, file.sha256()));
        return hashes;
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
