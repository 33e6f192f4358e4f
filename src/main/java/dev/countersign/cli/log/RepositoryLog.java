package dev.countersign.cli.log;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import dev.countersign.transparency.InvalidLog;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.VerifierKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The public log beside a repository, for those who look at the repository and want to know that both agree. */
public final class RepositoryLog {
    private final MetadataSource source;
    private final Path state;

    /**
     * Nothing is read yet.
     *
     * @param source files below {@code /log}
     * @param state where to remember what was seen, as {@code log verify} does
     */
    public RepositoryLog(MetadataSource source, Path state) {
        this.source = source;
        this.state = state;
    }

    /** Whether there is one. */
    public boolean exists() {
        return source.fetch("checkpoint", SignedNote.MAX_BYTES).isPresent();
    }

    /**
     * The key to trust: the one given, or the one seen before. Under another one, too, the log must go on from what was seen.
     *
     * @throws CliFailure.Misused when it is no key at all
     */
    public Optional<VerifierKey> key(@Nullable String given) {
        return given == null
                ? SeenLog.load(state).map(SeenLog::key)
                : Optional.of(LogTrustOptions.parsed("--log-key", given));
    }

    /** What was verified: how many entries the log has, and how many files it names and does not. */
    public record Agreement(long entries, int confirmed, int unlisted) {}

    /**
     * Verifies that the log only grew, and has the files of a repository that was read before.
     *
     * @param files SHA-256 by the names of the files
     * @param served the timestamp that was trusted before this visit
     * @throws CliFailure.Unverified when they do not agree
     */
    public Agreement verify(
            VerifierKey key, SortedMap<String, String> files, int timestampVersion, Optional<Bytes> served) {
        try {
            var check = new LogCheck(new RemoteLog(source), key);
            var read = check.readOn(SeenLog.load(state).orElse(null));
            var compared = check.compare(files, timestampVersion, read.files());
            check.checkServed(served, read.files());
            read.store(state);
            return new Agreement(check.checkpoint().size(), compared.confirmed(), compared.unlisted());
        } catch (InvalidLog e) {
            throw RemoteLog.unverified(String.valueOf(e.getMessage()));
        }
    }
}
