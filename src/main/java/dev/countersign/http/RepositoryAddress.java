package dev.countersign.http;

import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address below {@code /repositories/NAME}, taken as it was sent: a name has no form that must be decoded first.
 *
 * @param rest what follows the name, with the slash that begins it
 */
public record RepositoryAddress(RepositoryName name, String rest) {
    /** Where the addresses of a repository begin; without a slash at the end. */
    public static String base(RepositoryName name) {
        return ApiPath.ofRepository(name.value());
    }

    public static boolean isOne(@Nullable String path) {
        return path != null && path.startsWith(ApiPath.NAMED);
    }

    /** Empty for a path that has no name of a repository in that place. */
    public static Optional<RepositoryAddress> parse(@Nullable String path) {
        if (path == null) {
            return Optional.empty();
        }
        int end = path.indexOf('/', ApiPath.NAMED.length());
        if (!isOne(path) || end < 0) {
            return Optional.empty();
        }
        return RepositoryName.parse(path.substring(ApiPath.NAMED.length(), end))
                .map(name -> new RepositoryAddress(name, path.substring(end)));
    }

    public boolean isForReaders() {
        return isForReaders(rest);
    }

    /** Whether the metadata files lie there. */
    public static boolean isMetadata(String path) {
        return isBelow(ApiPath.METADATA_FILES, path);
    }

    /** Whether the public log lies there. */
    public static boolean isLog(String path) {
        return isBelow(ApiPath.LOG, path);
    }

    /** Whether it is something that clients read: metadata, or the log. */
    public static boolean isForReaders(String path) {
        return isMetadata(path) || isLog(path);
    }

    private static boolean isBelow(String folder, String path) {
        return path.startsWith(folder) && (path.length() == folder.length() || path.charAt(folder.length()) == '/');
    }
}
