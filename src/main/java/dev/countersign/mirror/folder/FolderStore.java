package dev.countersign.mirror.folder;

import dev.countersign.json.Bytes;
import dev.countersign.mirror.MirrorFailure;
import dev.countersign.mirror.MirrorStore;
import dev.countersign.tuf.RoleName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A folder. A file appears under its name at once and whole: it is written in a folder beside, which no server shows, made
 * durable, and moved. A lock of the file system keeps every other process from writing; it ends with the process.
 */
public final class FolderStore implements MirrorStore {
    private static final String WORK = ".countersign";
    private static final String LOCK = "lock";
    private static final String GZIP = ".gz";
    private static final int WORTH_COMPRESSING = 1024;

    /**
     * Work with files may take as long as a file system hangs. Virtual threads would meanwhile hold up all others, publishers among
     * them: they wait for these instead.
     */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("folder-", 0).factory());

    private final Path folder;
    private final Path work;
    private final boolean compressed;

    /** @param compressed whether versioned files have a compressed one beside them */
    public FolderStore(Path folder, boolean compressed) {
        this.folder = folder;
        this.work = folder.resolve(WORK);
        this.compressed = compressed;
    }

    @Override
    public WriteHold hold(boolean empty) {
        return doing(() -> {
            if (empty) {
                Files.createDirectories(folder);
            } else if (!Files.isDirectory(folder)) {
                throw new MirrorFailure.Away(folder + " is not there (expected: the folder that was filled; is a file"
                        + " system not mounted?)");
            }
            Files.createDirectories(work);
            var channel = FileChannel.open(work.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new MirrorFailure.Contended("another process writes " + folder + " at this moment");
            }
            clear();
            return (WriteHold) () -> {
                var _ = doing(() -> {
                    channel.close();
                    return true;
                });
            };
        });
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Removes what a process that was killed has left half written. */
    private void clear() throws IOException {
        try (var left = Files.newDirectoryStream(work)) {
            for (var file : left) {
                if (!file.endsWith(LOCK)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Where the compressed file beside it says something else, that is what most clients get, and so is what is read. */
    @Override
    public Optional<MirrorFile> read(String name, int maxBytes) {
        return doing(() -> content(folder.resolve(name), maxBytes)).map(plain -> {
            var packed = folder.resolve(name + GZIP);
            var served = doing(() -> content(packed, maxBytes))
                    .map(content -> gunzip(packed, content, maxBytes))
                    .filter(other -> !other.equals(plain))
                    .orElse(plain);
            return new MirrorFile(served, served.sha256().hex());
        });
    }

    private static Optional<Bytes> content(Path file, int maxBytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Optional.of(bounded(file, in, maxBytes));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static Bytes bounded(Path file, InputStream in, int maxBytes) throws IOException {
        var content = in.readNBytes(maxBytes + 1);
        if (content.length > maxBytes) {
            throw new MirrorFailure.Unverifiable(file + " is larger than " + maxBytes + " bytes");
        }
        return Bytes.wrap(content);
    }

    /** What cannot be unpacked is no metadata either. */
    private static Bytes gunzip(Path file, Bytes packed, int maxBytes) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.array()))) {
            return bounded(file, in, maxBytes);
        } catch (IOException e) {
            return packed;
        }
    }

    @Override
    public boolean create(String name, Bytes content) {
        return doing(() -> {
            if (Files.exists(folder.resolve(name))) {
                return false;
            }
            put(name, content);
            return true;
        });
    }

    /** Nobody else writes while this is held, so that looking and moving are one. */
    @Override
    public boolean replace(String name, @Nullable String tag, Bytes content) {
        var there = read(name, MOST_BYTES).map(MirrorFile::tag).orElse(null);
        if (there == null ? tag != null : !there.equals(tag)) {
            return false;
        }
        var _ = doing(() -> {
            if (name.equals(RoleName.TIMESTAMP_FILE)) {
                // Before the timestamp, so that after a loss of power it leads to nothing that is not there.
                sync(folder);
            }
            put(name, content);
            sync(folder);
            return true;
        });
        return true;
    }

    @Override
    public void delete(String name) {
        var _ = doing(() -> {
            var _ = Files.deleteIfExists(folder.resolve(name));
            var _ = Files.deleteIfExists(folder.resolve(name + GZIP));
            return true;
        });
    }

    private void put(String name, Bytes content) throws IOException {
        if (compressed && !name.equals(RoleName.TIMESTAMP_FILE) && content.length() >= WORTH_COMPRESSING) {
            move(name + GZIP, gzip(content));
        }
        move(name, content);
    }

    private void move(String name, Bytes content) throws IOException {
        var made = work.resolve(name);
        try (var channel = FileChannel.open(
                made, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var left = ByteBuffer.wrap(content.array());
            while (left.hasRemaining()) {
                var _ = channel.write(left);
            }
            channel.force(true);
        }
        Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Bytes gzip(Bytes content) throws IOException {
        var out = new ByteArrayOutputStream(content.length() / 2);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content.array());
        }
        return Bytes.wrap(out.toByteArray());
    }

    /** What is done with files, and how it may fail. */
    private interface Deed<T> {
        T done() throws IOException;
    }

    private <T> T doing(Deed<T> deed) {
        try {
            return CompletableFuture.supplyAsync(() -> done(deed), THREADS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private <T> T done(Deed<T> deed) {
        try {
            return deed.done();
        } catch (AccessDeniedException e) {
            throw new MirrorFailure.NotLetIn(e.getFile() + ": access is denied to the user that the service runs as");
        } catch (IOException | UncheckedIOException e) {
            throw new MirrorFailure.Away(folder + ": " + reason(e));
        }
    }

    private static String reason(Exception e) {
        var message = String.valueOf(e.getMessage());
        var kind = e.getClass().getSimpleName().replace("Exception", "");
        return kind.equals("FileSystem") || kind.equals("IO") ? message : kind + ": " + message;
    }
}
