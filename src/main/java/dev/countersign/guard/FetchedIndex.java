package dev.countersign.guard;

import dev.countersign.json.Bytes;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An index document of a registry, as it was sent. Nothing of it is verified.
 *
 * @param address of the answer, after redirects; links in it count from here
 * @param contentType in lower case; empty when there is none
 */
public record FetchedIndex(
        URI address,
        Bytes body,
        String contentType,
        @Nullable String etag) {}
