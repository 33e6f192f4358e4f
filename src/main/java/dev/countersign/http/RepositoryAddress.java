package dev.countersign.http;

import dev.countersign.repository.RepositoryName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address below {@code /repositories/NAME}, taken as it was sent: a name has no form that must be decoded first.
 *
 * @param rest what follows the name, with the slash that begins it
 */
public record RepositoryAddress(RepositoryName name, String rest) {
    public static final String PREFIX = "/repositories/";

    /** Where the addresses of a repository begin; without a slash at the end. */
    public static String base(RepositoryName name) {
        return PREFIX + name;
    }

    public static boolean isOne(@Nullable String path) {
        return path != null && path.startsWith(PREFIX);
    }

    /** Empty for a path that has no name of a repository in that place. */
    public static Optional<RepositoryAddress> parse(@Nullable String path) {
        if (path == null) {
            return Optional.empty();
        }
        int end = path.indexOf('/', PREFIX.length());
        if (!isOne(path) || end < 0) {
            return Optional.empty();
        }
        return RepositoryName.parse(path.substring(PREFIX.length(), end))
                .map(name -> new RepositoryAddress(name, path.substring(end)));
    }

    /** Whether the metadata files lie there. */
    public boolean isMetadata() {
        return isMetadata(rest);
    }

    public static boolean isMetadata(String path) {
        return path.startsWith("/metadata") && (path.length() == 9 || path.charAt(9) == '/');
    }
}
