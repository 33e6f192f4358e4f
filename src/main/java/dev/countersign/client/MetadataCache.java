package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.util.Optional;

/**
 * What a client keeps of the metadata it has verified, so that it notices when a repository goes back. Stored by the
 * names of roles: {@code root}, {@code timestamp}, {@code snapshot} and those of targets roles, which may hold any
 * character. {@link TrustStore} keeps it in a folder, {@link MemoryCache} until the program ends.
 *
 * <p>Must be safe for the threads of its client.
 */
public interface MetadataCache {
    Optional<Bytes> load(String role);

    /** Keeps a file instead of the one before, wholly or not at all. */
    void store(String role, Bytes file);
}
