package dev.countersign.cli.repository;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.ClientException;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.RepositoryWalk;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Every file of a repository that a client reads on its way, and the roots that came before. */
final class ForeignFiles {
    private final MetadataSource source;
    private final ConcurrentSkipListMap<String, Bytes> files = new ConcurrentSkipListMap<>();

    private ForeignFiles(MetadataSource source) {
        this.source = source;
    }

    /**
     * Reads and verifies everything.
     *
     * @param trusted a root of the repository, of any version
     * @throws ClientException for the first thing that a client would refuse
     */
    static SortedMap<String, Bytes> read(MetadataSource source, Bytes trusted) {
        var reading = new ForeignFiles(source);
        var _ = RepositoryWalk.read(reading::kept, trusted, ClientSettings.USUAL);
        reading.rootsBefore(trusted);
        return reading.files;
    }

    private Optional<Bytes> kept(String name, int maxBytes) {
        var file = source.fetch(name, maxBytes);
        file.ifPresent(found -> files.put(name, found));
        return file;
    }

    /** Clients that were shipped with an earlier root follow from there, so all that are still there are kept. */
    private void rootsBefore(Bytes trusted) {
        int version = parsed(trusted).signed().version();
        var own = RoleName.ROOT.fileName(version);
        var there = kept(own, Limits.ROOT);
        there.ifPresentOrElse(root -> requireSame(own, root, trusted), () -> files.put(own, trusted));
        for (int before = version - 1; before >= RootSuccession.FIRST_VERSION; before--) {
            if (kept(RoleName.ROOT.fileName(before), Limits.ROOT).isEmpty()) {
                return;
            }
        }
    }

    private void requireSame(String name, Bytes there, Bytes trusted) {
        if (!parsed(there).signedBytes().equals(parsed(trusted).signedBytes())) {
            throw new CliFailure.Unverified(
                    name + " of " + source + " is another root than the one given (expected: the same)", null);
        }
    }

    private static Metadata<Root> parsed(Bytes file) {
        try {
            return Metadata.parseRoot(file);
        } catch (InvalidInput e) {
            throw new CliFailure.Unverified("no root: " + e.getMessage(), e);
        }
    }
}
