package dev.countersign.guard;

import dev.countersign.client.ClientException;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.MetadataCache;
import dev.countersign.client.ReplacedFile;
import dev.countersign.client.RepositoryView;
import dev.countersign.client.TufClient;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.RoleName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier runs have verified, and when they did so last: for a start while the repository is away. It is verified
 * again, from what is kept and nothing else.
 */
public final class LastVerified {
    private static final Logger LOG = LoggerFactory.getLogger(LastVerified.class);

    private final MetadataCache cache;
    private final Bytes root;
    private final ClientSettings settings;
    private final Path file;

    /** @param file that holds the time of the last refresh that succeeded */
    public LastVerified(MetadataCache cache, Bytes root, ClientSettings settings, Path file) {
        this.cache = cache;
        this.root = root;
        this.settings = settings;
        this.file = file;
    }

    /** A repository as it was, and when that was the newest. */
    record Recalled(RepositoryView view, Instant checked) {}

    /** Empty when nothing is kept, or it is not valid any more. */
    Optional<Recalled> recall() {
        try {
            var checked = Instant.parse(Files.readString(file).strip());
            return Optional.of(new Recalled(new TufClient(this::kept, cache, root, settings).refresh(), checked));
        } catch (NoSuchFileException first) {
            return Optional.empty();
        } catch (IOException | DateTimeException | ClientException e) {
            LOG.warn("what was verified before cannot be used: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** All but the timestamp is taken from the cache before a source is asked. There is no newer root as far as we know. */
    private Optional<Bytes> kept(String name, int maxBytes) {
        if (name.equals(RoleName.TIMESTAMP_FILE)) {
            return cache.load(RoleName.TIMESTAMP.value());
        }
        if (name.endsWith(RoleName.ROOT.metaName())) {
            return Optional.empty();
        }
        throw new ClientException.Unreachable(name + " is not kept, and the repository cannot be reached", null, null);
    }

    /** The repository was verified to be as it is now. */
    void note(Instant at) {
        try {
            ReplacedFile.write(file, Bytes.utf8(at + "\n").array());
        } catch (IOException e) {
            LOG.warn("the time of this refresh cannot be kept: {}", e.toString());
        }
    }
}
