package dev.countersign.cli.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.countersign.cli.PrivateFile;
import dev.countersign.cli.UserFolder;
import dev.countersign.client.Origin;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The quickstarts that this user runs on this machine. Each writes a note for the command line of the same user: which
 * process listens on an address, which file it keeps locked, and where its token is.
 *
 * <p>A token is used only while that process holds its lock: then it listens on that address, and nobody else can. So a
 * program of another user that takes the port after a crash gets no token. Not covered is the moment between this check
 * and the request.
 */
public final class OwnQuickstarts {
    private static final JsonLimits LIMITS = new JsonLimits(4, 1 << 16);

    private final Path folder;

    public OwnQuickstarts(Path folder) {
        this.folder = folder;
    }

    public static OwnQuickstarts ofUser() {
        return new OwnQuickstarts(UserFolder.STATE.path().resolve("quickstart"));
    }

    /**
     * What a quickstart has written.
     *
     * @param process the number of its process
     * @param lock the file that the process keeps locked, and in which its number is
     * @param token the file that holds the token, and nothing else
     */
    public record Note(long process, Path lock, Path token) {
        private Json.Obj toJson() {
            return Json.object()
                    .put("process", process)
                    .put("lock", lock.toString())
                    .put("token", token.toString())
                    .build();
        }
    }

    /** A note that stays as long as the quickstart serves. */
    public static final class Announcement implements AutoCloseable {
        private final Path file;
        private final Note note;

        private Announcement(Path file, Note note) {
            this.file = file;
            this.note = note;
        }

        /** Removes the note, unless another quickstart has replaced it. */
        @Override
        public void close() {
            try {
                if (read(file).filter(note::equals).isPresent()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException left) {
                // The note does no harm: the process that it names has ended.
            }
        }
    }

    /**
     * Writes a note that a quickstart listens on an address.
     *
     * @return empty when there is no place for notes, or the host is not an address of loopback: on one that means the
     *     whole machine, another program may listen on a part of it
     */
    public Optional<Announcement> announce(String host, int port, Note note) {
        var file = literal(host).filter(InetAddress::isLoopbackAddress).map(address -> file(address, port));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            PrivateFile.createFolder(folder);
            PrivateFile.replace(file.get(), (note.toJson().toText() + "\n").getBytes(UTF_8));
            return file.map(place -> new Announcement(place, note));
        } catch (IOException noPlace) {
            return Optional.empty();
        }
    }

    /** The token of this user's quickstart on an address; empty when it is not certain that it listens there. */
    Optional<BearerToken> token(Origin server) {
        try {
            var file = file(server);
            var note = file.isEmpty() ? Optional.<Note>empty() : read(file.get());
            return note.isPresent() && isRunning(note.get()) ? token(note.get().token()) : Optional.empty();
        } catch (IOException nobodyWroteThere) {
            return Optional.empty();
        }
    }

    private static Optional<BearerToken> token(Path file) throws IOException {
        SecretFile.requirePrivate(file);
        return BearerToken.parse(SmallFile.text(file), file.toString());
    }

    /** The file of the note, named by the address that a connection would go to. */
    private Optional<Path> file(Origin origin) {
        if (!origin.isLoopback()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(origin.host()))
                    .filter(InetAddress::isLoopbackAddress)
                    .map(address -> file(address, origin.port()));
        } catch (UnknownHostException noSuchName) {
            return Optional.empty();
        }
    }

    private Path file(InetAddress address, int port) {
        return folder.resolve(address.getHostAddress() + "_" + port + ".json");
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    private static Optional<Note> read(Path file) throws IOException {
        try {
            var note = Json.parseObject(Bytes.wrap(SmallFile.read(file, LIMITS.maxBytes())), LIMITS);
            var lock = note.text("lock");
            var token = note.text("token");
            return note.get("process") instanceof Json.Int process && lock != null && token != null
                    ? Optional.of(new Note(process.value(), Path.of(lock), Path.of(token)))
                    : Optional.empty();
        } catch (InvalidInput notOurs) {
            return Optional.empty();
        }
    }

    private static boolean isRunning(Note note) throws IOException {
        return ProcessHandle.of(note.process()).isPresent()
                && SmallFile.text(note.lock()).strip().equals(String.valueOf(note.process()))
                && isLocked(note.lock());
    }

    private static boolean isLocked(Path file) throws IOException {
        try (var channel = FileChannel.open(file, WRITE);
                var lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException byThisProcess) {
            return true;
        }
    }
}
