package dev.countersign.guard;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verified content in the cache, open: it can be read to its end even when the cache drops it meanwhile. Whoever gets it
 * closes it.
 *
 * @param etag in quotation marks; the same for the same content only
 */
public record VerifiedFile(FileChannel channel, long length, String etag) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VerifiedFile.class);

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a file of the cache could not be closed", e);
        }
    }
}
