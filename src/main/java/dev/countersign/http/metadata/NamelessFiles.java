package dev.countersign.http.metadata;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open files without a name, in the folder for temporary files: what lies there the kernel sends without another copy
 * of it. Nothing is left of them when the process ends, however it ends.
 */
final class NamelessFiles {
    /** From this size on, in bytes, the copy costs more than the second system call. */
    static final int WORTH = 32 << 10;
    /** How often content is sent from memory before it is put into a file. */
    static final int AFTER = 32;

    private static final int MOST = 256;
    private static final Logger LOG = LoggerFactory.getLogger(NamelessFiles.class);
    /** Limits open files, including those whose content is unused but not yet collected as garbage. */
    private static final Semaphore FREE = new Semaphore(MOST);

    private static final Cleaner CLEANER = Cleaner.create();

    private NamelessFiles() {}

    /** How many are open now. */
    static int open() {
        return MOST - FREE.availablePermits();
    }

    /** A file of this content that stays open as long as its holder is reachable; null when there cannot be one now. */
    static @Nullable FileChannel hold(Object holder, ByteBuffer content) {
        if (!FREE.tryAcquire()) {
            return null;
        }
        FileChannel file = null;
        try {
            file = create();
            while (content.hasRemaining()) {
                file.write(content);
            }
            CLEANER.register(holder, closing(file));
            return file;
        } catch (IOException e) {
            LOG.debug("large files are sent from memory: {}", e.toString());
            if (file == null) {
                FREE.release();
            } else {
                closing(file).run();
            }
            return null;
        }
    }

    private static FileChannel create() throws IOException {
        var path = Files.createTempFile("countersign", null);
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
    }

    /** Must not refer to the holder. */
    private static Runnable closing(FileChannel file) {
        return () -> {
            FREE.release();
            try {
                file.close();
            } catch (IOException e) {
                LOG.debug("a temporary file could not be closed", e);
            }
        };
    }
}
