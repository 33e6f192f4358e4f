package dev.countersign.guard;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verified content in the cache, open: it can be read to its end even when the cache drops it meanwhile. Whoever gets it
 * closes it.
 *
 * @param etag in quotation marks; the same for the same content only
 */
public record VerifiedContent(FileChannel channel, long length, String etag) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VerifiedContent.class);

    /** Takes the first bytes of an array, which is used again. */
    @FunctionalInterface
    public interface ContentReader {
        void take(byte[] piece, int count);
    }

    /**
     * Reads all of it.
     *
     * @throws Withheld when the disk does not give it
     */
    public void read(ContentReader reader) {
        try {
            FileContent.read(channel, 0, length, reader);
        } catch (IOException e) {
            LOG.error("the cache cannot be read", e);
            throw new Withheld(Withheld.Why.BUSY, "the cache of this guard cannot be read", Duration.ofSeconds(10));
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a file of the cache could not be closed", e);
        }
    }
}
