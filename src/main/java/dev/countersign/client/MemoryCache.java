package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cache that lasts as long as the program: after its next start a repository may have gone back unnoticed. */
public final class MemoryCache implements MetadataCache {
    private final Map<String, Bytes> files = new ConcurrentHashMap<>();

    @Override
    public Optional<Bytes> load(String role) {
        return Optional.ofNullable(files.get(role));
    }

    @Override
    public void store(String role, Bytes file) {
        files.put(role, file);
    }
}
