package dev.countersign.packages;

import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a registry says of one file of a project. Nothing of it is verified.
 *
 * @param name of the file among those of its project
 * @param address where it is fetched
 * @param claimed hashes, of those that TUF knows; may be empty
 * @param size in bytes, when the registry says it
 * @param yanked whether it is still there only for those who ask for exactly this version
 * @param requirements the SHA-256 of what a resolver is told of the file, such as its dependencies or that it has none; null
 *     where indexes tell nothing of that
 * @param mark differs as soon as the file was touched; null when the registry says nothing of that
 */
public record ListedFile(
        String name,
        URI address,
        SortedMap<HashAlgorithm, String> claimed,
        @Nullable Long size,
        boolean yanked,
        @Nullable String requirements,
        @Nullable String mark) {

    public ListedFile {
        claimed = Collections.unmodifiableSortedMap(new TreeMap<>(claimed));
    }

    /** A file of which the registry says no more than that it is there. */
    public static ListedFile of(String name, URI address) {
        return new ListedFile(name, address, Collections.emptySortedMap(), null, false, null, null);
    }
}
