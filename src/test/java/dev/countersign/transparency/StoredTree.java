package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A tree that keeps what a log stores of one. */
final class StoredTree {
    private record At(int level, long index) {}

    private final Map<At, Bytes> nodes = new HashMap<>();
    private Frontier frontier = Frontier.EMPTY;

    static StoredTree of(long size) {
        var tree = new StoredTree();
        for (long index = 0; index < size; index++) {
            tree.add(GoVectors.entry(index));
        }
        return tree;
    }

    void add(Bytes entry) {
        var grown = frontier.plus(TreeHash.leaf(entry));
        grown.nodes().forEach(node -> nodes.put(new At(node.level(), node.index()), node.hash()));
        frontier = grown.frontier();
    }

    Frontier frontier() {
        return frontier;
    }

    Bytes tile(Tile tile) {
        var bytes = new ByteArrayOutputStream();
        for (long index = tile.first(); index < tile.first() + tile.width(); index++) {
            bytes.writeBytes(Objects.requireNonNull(nodes.get(new At(tile.level(), index)))
                    .array());
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /** What a reader of a tree of that size gets. */
    TileHashes hashes(long size, Set<Tile> tiles) {
        return new TileHashes(size, tiles.stream().collect(Collectors.toMap(tile -> tile, this::tile)));
    }
}
