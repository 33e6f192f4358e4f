package dev.countersign.cli.log;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import dev.countersign.transparency.Checkpoint;
import dev.countersign.transparency.EntryBundle;
import dev.countersign.transparency.MerkleProof;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.Tile;
import dev.countersign.transparency.TileHashes;
import dev.countersign.transparency.TreeHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A log as it is served. Nothing that is read is trusted: proofs are verified here, and fail otherwise. */
public final class RemoteLog {
    private static final String TILES = "tile/";
    private static final int MAX_BUNDLE = Tile.WIDTH * (EntryBundle.MAX_ENTRY + 2);

    private final MetadataSource source;
    private final Map<Tile, Bytes> tiles = new HashMap<>();
    private @Nullable Tile lastLeaves;
    private List<Bytes> lastEntries = List.of();

    /** @param source files below {@code /log} */
    public RemoteLog(MetadataSource source) {
        this.source = source;
    }

    SignedNote checkpoint() {
        return note("checkpoint")
                .orElseThrow(() -> new CliFailure.CommandRefused("there is no log at " + source
                        + ": it begins with the next publication, if the address is right"));
    }

    /** The newest checkpoint that witnesses have signed; empty when they have signed none. */
    Optional<SignedNote> cosigned() {
        return note("cosigned");
    }

    private Optional<SignedNote> note(String name) {
        return source.fetch(name, SignedNote.MAX_BYTES).map(SignedNote::parse);
    }

    /** The entries of a tile of leaves. Those read last are kept, since some of them are asked for again. */
    List<Bytes> entries(Tile leaves) {
        if (!leaves.equals(lastLeaves)) {
            lastEntries = read(leaves);
            lastLeaves = leaves;
        }
        return lastEntries;
    }

    private List<Bytes> read(Tile leaves) {
        var entries = EntryBundle.decode(file(TILES + EntryBundle.path(leaves), MAX_BUNDLE));
        if (entries.size() != leaves.width()) {
            throw unverified(EntryBundle.path(leaves) + " has " + entries.size() + " entries (expected: "
                    + leaves.width() + ")");
        }
        return entries;
    }

    /** One entry, verified to be in the log. */
    Bytes entry(long index, Checkpoint log) {
        var leaves = Tile.of(0, index / Tile.WIDTH, log.size());
        var entry = entries(leaves).get((int) (index - leaves.first()));
        var hashes = hashes(log.size(), nodes -> MerkleProof.inclusion(index, log.size(), nodes));
        var proof = MerkleProof.inclusion(index, log.size(), hashes);
        if (!MerkleProof.includes(log.size(), log.root(), index, TreeHash.leaf(entry), proof)) {
            throw unverified("entry " + index + " is not in the log that its checkpoint is of");
        }
        return entry;
    }

    /** Verifies that the log of a checkpoint begins with that of an earlier one. */
    void requireConsistent(Checkpoint earlier, Checkpoint later) {
        if (earlier.size() > later.size()) {
            throw unverified("the log went back from " + earlier.size() + " entries to " + later.size());
        }
        var hashes = hashes(later.size(), nodes -> MerkleProof.consistency(earlier.size(), later.size(), nodes));
        var proof = MerkleProof.consistency(earlier.size(), later.size(), hashes);
        if (!MerkleProof.isConsistent(earlier.size(), earlier.root(), later.size(), later.root(), proof)) {
            throw unverified("the log was rewritten: its " + later.size() + " entries do not begin with the "
                    + earlier.size() + " of a checkpoint that it signed before");
        }
    }

    private TileHashes hashes(long size, Function<MerkleProof.Nodes, ?> calculation) {
        var needed = TileHashes.needed(size, calculation);
        needed.forEach(tile ->
                tiles.computeIfAbsent(tile, _ -> file(TILES + tile.path(), Tile.WIDTH * TreeHash.LENGTH)));
        return new TileHashes(size, tiles);
    }

    private Bytes file(String name, int maxBytes) {
        return source.fetch(name, maxBytes).orElseThrow(() -> unverified(source + "/" + name + " is missing"));
    }

    public static CliFailure unverified(String sentence) {
        return new CliFailure.Unverified(sentence, null);
    }
}
