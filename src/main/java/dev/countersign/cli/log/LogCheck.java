package dev.countersign.cli.log;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.transparency.Checkpoint;
import dev.countersign.transparency.Frontier;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.Tile;
import dev.countersign.transparency.TreeHash;
import dev.countersign.transparency.VerifierKey;
import dev.countersign.tuf.FileName;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Verifies a log against what was seen of it before, and a repository against the log. */
public final class LogCheck {
    private final RemoteLog log;
    private final VerifierKey key;
    private final SignedNote note;
    private final Checkpoint checkpoint;

    /** Fetches the checkpoint, which must be signed by the key. */
    public LogCheck(RemoteLog log, VerifierKey key) {
        this.log = log;
        this.key = key;
        this.note = log.checkpoint();
        this.checkpoint = checkpoint(note, key);
    }

    private static Checkpoint checkpoint(SignedNote signed, VerifierKey key) {
        if (signed.signers(List.of(key)).isEmpty()) {
            throw RemoteLog.unverified("the checkpoint is not signed by " + key
                    + "; 'countersign log key' shows the key that the server names now");
        }
        var read = Checkpoint.parse(signed.text());
        if (!read.origin().equals(key.name())) {
            throw RemoteLog.unverified("the checkpoint is of " + read.origin() + " (expected: " + key.name() + ")");
        }
        return read;
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Reads what is new since then, or all, and verifies that the log goes on from what was seen. */
    SeenLog readOn(@Nullable SeenLog seen) {
        return readOn(seen, _ -> {});
    }

    /**
     * Reads the whole log, and verifies that it goes on from what was seen. What it has handed over is only true when it
     * returns.
     */
    public SeenLog readAll(@Nullable SeenLog seen, Consumer<PublicationEntry> each) {
        var read = readOn(null, each);
        if (seen != null) {
            var _ = readOn(new SeenLog(seen.key(), seen.checkpoint(), read.frontier(), read.files()));
        }
        return read;
    }

    private SeenLog readOn(@Nullable SeenLog seen, Consumer<PublicationEntry> each) {
        var files = seen == null ? new KnownFiles() : seen.files();
        var frontier = seen == null ? Frontier.EMPTY : seen.frontier();
        if (seen != null) {
            // Under the key of then, which may have been replaced: the tree is the same.
            log.requireConsistent(checkpoint(seen.checkpoint(), seen.key()), checkpoint);
        }
        while (frontier.size() < checkpoint.size()) {
            var leaves = Tile.of(0, frontier.size() / Tile.WIDTH, checkpoint.size());
            for (var entry : log.entries(leaves).subList((int) (frontier.size() - leaves.first()), leaves.width())) {
                frontier = frontier.plus(TreeHash.leaf(entry)).frontier();
                var said = parsed(entry);
                files.read(said);
                each.accept(said);
            }
        }
        if (!frontier.root().equals(checkpoint.root())) {
            throw RemoteLog.unverified("the entries are not those that the checkpoint is of");
        }
        return new SeenLog(key, note, frontier, files);
    }

    private static PublicationEntry parsed(Bytes entry) {
        try {
            return PublicationEntry.parse(entry);
        } catch (InvalidInput e) {
            throw RemoteLog.unverified(String.valueOf(e.getMessage()));
        }
    }

    /** How many of the files of a repository the log names, and how many it does not. */
    record Compared(int confirmed, int unlisted) {}

    /** Compares all files of a repository, by their names, read before the checkpoint, with the log. */
    Compared compare(SortedMap<String, String> read, int timestampVersion, KnownFiles files) {
        int confirmed = 0;
        int unlisted = 0;
        for (var file : read.entrySet()) {
            if (isNamed(file.getKey(), file.getValue(), timestampVersion, files)) {
                confirmed++;
            } else {
                unlisted++;
            }
        }
        return new Compared(confirmed, unlisted);
    }

    private boolean isNamed(String name, String sha256, int timestampVersion, KnownFiles files) {
        if (name.equals(RoleName.TIMESTAMP_FILE)) {
            return requireTimestamp(timestampVersion, sha256, files);
        }
        return FileName.parse(name)
                .filter(file -> files.confirms(file.role(), file.version(), sha256))
                .isPresent();
    }

    /**
     * Whether the log was there for this timestamp. If so, it must have the entry, with a proof, and the entry must name
     * this file.
     */
    private boolean requireTimestamp(int version, String sha256, KnownFiles files) {
        long index = (long) version - files.firstTimestamp();
        if (index < 0) {
            return false;
        }
        if (index >= checkpoint.size()) {
            throw RemoteLog.unverified("timestamp " + version + " is served, and the log does not have it");
        }
        var pinned = parsed(log.entry(index, checkpoint)).timestamp();
        if (pinned.version() != version || !pinned.sha256().equals(sha256)) {
            throw RemoteLog.unverified("timestamp " + version + " has SHA-256 " + sha256 + ", but the log has version "
                    + pinned.version() + " with " + pinned.sha256() + ": keep both, and tell its owner");
        }
        return true;
    }

    /** Whether the timestamp that this machine was served before is in the log; empty when it has none. */
    Optional<Integer> checkServed(Optional<Bytes> timestamp, KnownFiles files) {
        return timestamp.map(file -> {
            int version = Metadata.parseTimestamp(file).signed().version();
            requireTimestamp(version, file.sha256().hex(), files);
            return version;
        });
    }

    /** The witnesses that have signed this checkpoint, or an earlier one that it goes on from. */
    List<VerifierKey> witnesses(List<VerifierKey> trusted, int quorum) {
        var signers = note.signers(trusted);
        if (signers.size() >= quorum) {
            return signers;
        }
        var cosigned = log.cosigned().orElse(null);
        if (cosigned == null) {
            return signers;
        }
        log.requireConsistent(checkpoint(cosigned, key), checkpoint);
        var earlier = cosigned.signers(trusted);
        return earlier.size() > signers.size() ? earlier : signers;
    }
}
