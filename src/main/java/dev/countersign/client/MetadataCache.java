package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.util.Optional;

/**
 * What a client keeps of the metadata it has verified, so that it notices when a repository goes back. Stored by the
 * names {@code root}, {@code timestamp}, {@code snapshot} and those of targets roles.
 */
public interface MetadataCache {
    /** A cache that forgets everything. */
    MetadataCache NONE = new MetadataCache() {
        @Override
        public Optional<Bytes> load(String role) {
            return Optional.empty();
        }

        @Override
        public void store(String role, Bytes file) {}
    };

    Optional<Bytes> load(String role);

    /** Keeps a file instead of the one before, wholly or not at all. */
    void store(String role, Bytes file);
}
