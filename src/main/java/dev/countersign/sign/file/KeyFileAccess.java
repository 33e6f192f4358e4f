package dev.countersign.sign.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Who else may read a file with a secret. */
public final class KeyFileAccess {
    private KeyFileAccess() {}

    /**
     * A warning when everyone on this machine may read the file. A group may read it, and links are followed: both are
     * how Kubernetes mounts secrets.
     */
    public static Optional<String> warning(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                    ? Optional.of(
                            file + ": everyone on this machine may read it (expected: its owner alone; chmod 600)")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
