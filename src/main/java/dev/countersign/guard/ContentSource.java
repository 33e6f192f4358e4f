package dev.countersign.guard;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Where a registry may have the content of a target. What comes from there is not trusted. */
@FunctionalInterface
public interface ContentSource {
    /**
     * The addresses to try, one after the other until one has the target; at least one. Called when the content is not
     * in the cache.
     *
     * @throws Withheld when the registry has no such file, or does not say
     */
    Iterable<URI> addresses();

    static ContentSource at(URI address) {
        return () -> List.of(address);
    }

    /** And then those of another source, which is asked only when nothing is at these. */
    default ContentSource or(ContentSource other) {
        return () -> () -> Stream.of(this, other).flatMap(ContentSource::stream).iterator();
    }

    /** Files beside these, with more behind their names. */
    default ContentSource longer(String suffix) {
        return () -> () -> stream().map(address -> URI.create(address + suffix)).iterator();
    }

    private Stream<URI> stream() {
        return StreamSupport.stream(addresses().spliterator(), false);
    }
}
