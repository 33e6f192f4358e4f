package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.RoleName;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What this machine trusts of one repository: a folder with the newest root that was verified and the files of the last
 * run. Held by one process at a time, whose threads may share it.
 */
public final class TrustStore implements MetadataCache, AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private TrustStore(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens, or begins, the store for a repository in a folder named after the address of its metadata, below one that
     * stores of several repositories share; waits while another process has it.
     */
    public static TrustStore open(Path folder, URI metadata) {
        var own = folder.resolve(Bytes.utf8(metadata.toString()).sha256().hex().substring(0, 16));
        var store = open(own);
        try {
            Files.writeString(own.resolve("url"), metadata + "\n");
            return store;
        } catch (IOException e) {
            store.close();
            throw new ClientException.StoreFailed(own, e);
        }
    }

    /** Opens, or begins, the store in a folder of its own; waits while another process has it. */
    public static TrustStore open(Path own) {
        try {
            Files.createDirectories(own);
            var channel = FileChannel.open(own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new TrustStore(own, locked(channel));
        } catch (IOException e) {
            throw new ClientException.StoreFailed(own, e);
        }
    }

    private static FileChannel locked(FileChannel channel) throws IOException {
        try {
            channel.lock();
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("this program has it open already; let its threads share one client", e);
        }
    }

    /** The folder of this repository. */
    public Path folder() {
        return folder;
    }

    /** The newest root of earlier runs; empty before the first. */
    public Optional<Bytes> root() {
        return load(RoleName.ROOT.value());
    }

    @Override
    public Optional<Bytes> load(String role) {
        var file = file(role);
        try {
            return Files.exists(file) ? Optional.of(Bytes.wrap(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            throw new ClientException.StoreFailed(file, e);
        }
    }

    @Override
    public void store(String role, Bytes content) {
        var file = file(role);
        try {
            ReplacedFile.write(file, content.array());
        } catch (IOException e) {
            throw new ClientException.StoreFailed(file, e);
        }
    }

    private Path file(String role) {
        return folder.resolve(SafeName.ofFile(role) + ".json");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new ClientException.StoreFailed(folder, e);
        }
    }
}
