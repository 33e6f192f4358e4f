package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The hashes of a tree, read from its tiles. */
public final class TileHashes implements MerkleProof.Nodes {
    private final long size;
    private final Map<Tile, Bytes> tiles;

    /** @param tiles all that are {@link #needed} */
    public TileHashes(long size, Map<Tile, Bytes> tiles) {
        this.size = size;
        this.tiles = Map.copyOf(tiles);
    }

    /** The tiles that a calculation on a tree of that size reads. */
    public static Set<Tile> needed(long size, Function<MerkleProof.Nodes, ?> calculation) {
        var needed = new LinkedHashSet<Tile>();
        var _ = calculation.apply((height, index) -> {
            needed.add(Tile.holding(height, index, size));
            return TreeHash.EMPTY;
        });
        return needed;
    }

    @Override
    public Bytes root(int height, long index) {
        var tile = Tile.holding(height, index, size);
        var hashes = Objects.requireNonNull(tiles.get(tile), tile::path);
        if (hashes.length() != tile.width() * TreeHash.LENGTH) {
            throw new InvalidLog("tile " + tile.path() + " has " + hashes.length() + " bytes (expected: "
                    + tile.width() * TreeHash.LENGTH + ")");
        }
        int inner = height % Tile.HEIGHT;
        return root(hashes, (int) ((index << inner) - tile.first()), 1 << inner);
    }

    private static Bytes root(Bytes hashes, int from, int count) {
        if (count == 1) {
            return hashes.slice(from * TreeHash.LENGTH, (from + 1) * TreeHash.LENGTH);
        }
        int half = count / 2;
        return TreeHash.node(root(hashes, from, half), root(hashes, from + half, half));
    }
}
