package dev.countersign.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that is written beside the one it replaces: readers see the old one or the new one, never a part. */
public final class ReplacedFile implements AutoCloseable {
    private final Path target;
    private final Path part;
    private boolean done;

    /** Creates the folder, too. */
    public ReplacedFile(Path target) throws IOException {
        var folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(target + " is not the name of a file");
        }
        Files.createDirectories(folder);
        this.target = target;
        this.part = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    /** Where to write. */
    public Path part() {
        return part;
    }

    /** Puts what was written in the place of the target. */
    public void commit() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        done = true;
    }

    /** Removes what was written, unless it was committed. */
    @Override
    public void close() throws IOException {
        if (!done) {
            Files.deleteIfExists(part);
        }
    }

    public static void write(Path target, byte[] content) throws IOException {
        try (var file = new ReplacedFile(target)) {
            Files.write(file.part(), content);
            file.commit();
        }
    }
}
