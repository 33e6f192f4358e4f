package dev.countersign.client;

import java.util.function.Consumer;

/** Where a client gets the content of targets from. What comes is not trusted. Must be safe for the threads of its client. */
@FunctionalInterface
public interface TargetSource {
    /**
     * Fetches a file piece by piece. What the consumer throws ends it.
     *
     * @param path of the target, or with a hash before its last segment. It may hold any character; an address or a path
     *     must be made of it with care
     * @return false when there is no such file
     * @throws ClientException.Unreachable when it cannot be had now
     */
    boolean fetch(String path, Consumer<byte[]> pieces);
}
