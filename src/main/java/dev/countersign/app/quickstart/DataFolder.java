package dev.countersign.app.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.countersign.app.config.StartFailure;
import dev.countersign.cli.NativeText;
import dev.countersign.cli.PrivateFile;
import dev.countersign.tuf.RootSuccession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The folder a quickstart keeps everything in, held by one process at a time: {@code postgres} with the server and its
 * cluster, {@code keys} with online keys, {@code root} with the demonstration's root keys, {@code admin.token}. A marker
 * file says that the
 * folder is ours and in which format.
 */
public final class DataFolder implements AutoCloseable {

    private static final String MARKER = "COUNTERSIGN";
    private static final String LOCK = "lock";
    private static final String FORMAT = "Countersign data folder, format 1";

    private final Path path;
    private final FileChannel held;

    private DataFolder(Path path, FileChannel held) {
        this.path = path;
        this.held = held;
    }

    /** Opens the folder, creating it when needed, and holds it until {@link #close} or the end of this process. */
    public static DataFolder open(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        if (NativeText.isLost(path.toString())) {
            throw StartFailure.unavailable("the data folder's path " + path + " " + NativeText.remedy());
        }
        requireUnquoted(path);
        try {
            PrivateFile.createFolder(path);
            checkOurs(path);
            return new DataFolder(path, lock(path.resolve(LOCK)));
        } catch (FileAlreadyExistsException file) {
            throw StartFailure.unavailable(path + ": is a file, not a folder; name another with --data");
        } catch (IOException unusable) {
            throw StartFailure.unavailable(path + ": the data folder cannot be written by user "
                    + System.getProperty("user.name") + " (" + StartFailure.reason(unusable)
                    + "); change its permissions or name another with --data");
        }
    }

    /** PostgreSQL's programs start each other through a shell, with paths in double quotes. */
    private static void requireUnquoted(Path path) {
        path.toString()
                .codePoints()
                .filter(c -> "\"$`\\".indexOf(c) >= 0 || Character.isISOControl(c))
                .findFirst()
                .ifPresent(c -> {
                    throw StartFailure.misconfigured("--data: the folder's path contains "
                            + (Character.isISOControl(c)
                                    ? "the control character U+"
                                            + HexFormat.of().toHexDigits((char) c)
                                    : Character.toString(c))
                            + ", which PostgreSQL's programs cannot take (expected: a path without \" $ ` \\ and"
                            + " control characters); name another folder");
                });
    }

    Path path() {
        return path;
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    public Path keys() {
        return path.resolve("keys");
    }

    public Path rootKeys() {
        return path.resolve("root");
    }

    /** The file that is locked while this folder is held; it has the number of the process that does. */
    Path lock() {
        return path.resolve(LOCK);
    }

    /** The token of whoever may read this folder. */
    Path adminToken() {
        return path.resolve("admin.token");
    }

    /** The first root as clients need it; exists once the repository has been bootstrapped by a quickstart. */
    Path firstRoot() {
        return path.resolve(RootSuccession.FIRST_FILE);
    }

    private static void checkOurs(Path path) throws IOException {
        var marker = path.resolve(MARKER);
        try {
            var format = Files.readString(marker).strip();
            if (!format.equals(FORMAT)) {
                throw StartFailure.unavailable(path + ": written by another version of Countersign (its file " + MARKER
                        + " says \"" + format.lines().findFirst().orElse("") + "\", expected \"" + FORMAT
                        + "\"); start that version or name another folder with --data");
            }
        } catch (NoSuchFileException unmarked) {
            try (var content = Files.list(path)) {
                if (content.findAny().isPresent()) {
                    throw StartFailure.unavailable(path
                            + ": this folder is not empty and not a Countersign data folder; name a new one"
                            + " with --data");
                }
            }
            PrivateFile.replace(marker, (FORMAT + "\n").getBytes(UTF_8));
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(file, READ, WRITE, CREATE);
        try {
            if (channel.tryLock() != null) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)), 0);
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // reported like any other holder
        }
        channel.close();
        throw StartFailure.unavailable(file.getParent() + ": in use by a running Countersign (process "
                + Files.readString(file).strip() + "); stop it or name another folder with --data");
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
