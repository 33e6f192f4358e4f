package dev.countersign.app.quickstart;

import dev.countersign.app.config.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The user that runs PostgreSQL, which refuses to run as root: our own user, or, when that is root, root in a namespace
 * of its own, or the user with the number 65534 (nobody).
 */
enum UnprivilegedUser {
    AS_WE_ARE,
    NAMESPACE,
    NOBODY;

    private static final Duration PROMPT = Duration.ofSeconds(10);

    /** The user that runs PostgreSQL on this folder: this process's own, unless that is root. */
    static UnprivilegedUser find(Path folder) throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))) {
            return AS_WE_ARE;
        }
        for (var way : List.of(NAMESPACE, NOBODY)) {
            way.own(folder);
            if (way.works(folder)) {
                return way;
            }
        }
        throw StartFailure.unavailable("PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux)"
                + " can start it as another user that reaches " + folder
                + "; start Countersign as a user that is not root, or"
                + " name a data folder that every user can reach");
    }

    /** What comes before a command. */
    List<String> prefix() {
        return switch (this) {
            case AS_WE_ARE -> List.of();
            case NAMESPACE -> List.of("unshare", "--user");
            case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        };
    }

    /** Gives the folder and all in it to the user, where that is another than we are. */
    void own(Path folder) throws IOException {
        if (this == NOBODY) {
            Files.setPosixFilePermissions(folder.resolveSibling("."), PosixFilePermissions.fromString("rwx--x--x"));
            var given = OwnProcess.run(
                    List.of("chown", "-R", "65534:65534", folder.toString()), folder.resolve("chown.log"), PROMPT);
            if (!given.succeeded()) {
                throw new IOException(given.lastLine());
            }
        }
    }

    private boolean works(Path folder) {
        var command = new ArrayList<>(prefix());
        command.addAll(List.of("sh", "-c", "cd \"$0\" && id -un", folder.toString()));
        try {
            var id = OwnProcess.run(command, folder.resolve("user.log"), PROMPT);
            return id.succeeded() && !id.output().strip().equals("root");
        } catch (IOException missing) {
            return false;
        }
    }
}
