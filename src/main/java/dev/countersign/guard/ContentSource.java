package dev.countersign.guard;

import java.net.URI;
import java.util.List;

/** Where a registry may have the content of a target. What comes from there is not trusted. */
@FunctionalInterface
public interface ContentSource {
    /**
     * The addresses to try, one after the other while nothing is there. Called when the content is not in the cache.
     *
     * @throws Withheld when the registry has no such file, or does not say
     */
    List<URI> addresses();

    static ContentSource at(URI address) {
        return () -> List.of(address);
    }
}
