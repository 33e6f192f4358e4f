package dev.countersign.packages.maven;

import java.util.List;
import java.util.Optional;

/**
 * The place of a file in a Maven repository, taken apart.
 *
 * @param project its folder: {@code org/example/lib}
 * @param version as the folder in that says it
 * @param file the name
 */
public record MavenPath(String project, String version, String file) {
    private static final List<String> CHECKSUMS = List.of(".md5", ".sha1", ".sha256", ".sha512");

    /** Empty for what is no file of a version, such as metadata and checksums, which are made and not published. */
    public static Optional<MavenPath> parse(String path) {
        int file = path.lastIndexOf('/');
        int version = path.lastIndexOf('/', file - 1);
        if (version <= 0 || file < 0 || isDerived(path)) {
            return Optional.empty();
        }
        var place =
                new MavenPath(path.substring(0, version), path.substring(version + 1, file), path.substring(file + 1));
        return Optional.of(place).filter(MavenPath::isNamedAsItsFolders);
    }

    /** Whether a file says something of others: metadata of the repository, and checksums. */
    public static boolean isDerived(String path) {
        return isMetadata(path) || CHECKSUMS.stream().anyMatch(path::endsWith);
    }

    /** Whether a file, or a checksum of it, is metadata of the repository. */
    public static boolean isMetadata(String path) {
        return path.substring(path.lastIndexOf('/') + 1).startsWith("maven-metadata");
    }

    /** Whether the version may be published again and again with other files; such a one cannot be signed. */
    public boolean isSnapshot() {
        return isSnapshot(version);
    }

    /** The same of a version, or of the folder of one. */
    public static boolean isSnapshot(String version) {
        return version.endsWith("-SNAPSHOT");
    }

    /** The name of the file among those of its project. */
    public String name() {
        return version + "/" + file;
    }

    private boolean isNamedAsItsFolders() {
        return file.startsWith(artifact() + "-");
    }

    private String artifact() {
        return project.substring(project.lastIndexOf('/') + 1);
    }
}
