package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.util.Optional;

/** Where a client gets metadata files from. What comes is not trusted. Must be safe for the threads of its client. */
@FunctionalInterface
public interface MetadataSource {
    /**
     * Fetches a file.
     *
     * @param name such as {@code timestamp.json} or {@code 7.bins-3f.json}. The names of other software's roles may
     *     hold any character, a slash or {@code ..} too; an address or a path must be made of it with care.
     * @param maxBytes how large it may be
     * @return empty when there is no such file
     * @throws ClientException.Untrusted when it is larger
     * @throws ClientException.Unreachable when it cannot be had now
     */
    Optional<Bytes> fetch(String name, int maxBytes);
}
