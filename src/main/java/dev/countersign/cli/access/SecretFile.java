package dev.countersign.cli.access;

import dev.countersign.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Files with secrets, which this command line or a quickstart has written for their owner alone. */
final class SecretFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /** @throws CliFailure.CommandRefused when others may read or change it */
    static void requirePrivate(Path file) throws IOException {
        try {
            var permissions = EnumSet.noneOf(PosixFilePermission.class);
            permissions.addAll(Files.getPosixFilePermissions(file));
            permissions.retainAll(OTHERS);
            if (!permissions.isEmpty()) {
                throw new CliFailure.CommandRefused(
                        file + ": others may read or change it, and it holds tokens (expected: its"
                                + " owner alone; chmod 600, and replace tokens that may have been seen)");
            }
        } catch (UnsupportedOperationException withoutPermissions) {
            // The file system has no permissions to check.
        }
    }
}
