package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * All that must be known of a tree to add leaves to it: the roots of the perfect subtrees it consists of, the largest first.
 * There is one for each 1 in the binary form of its size.
 */
public record Frontier(long size, List<Bytes> roots) {
    public static final Frontier EMPTY = new Frontier(0, List.of());

    public Frontier {
        roots = List.copyOf(roots);
        if (size < 0 || roots.size() != Long.bitCount(size)) {
            throw new InvalidLog("a tree of " + size + " leaves does not have " + roots.size() + " perfect subtrees");
        }
    }

    /**
     * A hash that stands in a tile: the root of a perfect subtree of 256^level leaves.
     *
     * @param index its place among all hashes of its level
     */
    public record TileHash(int level, long index, Bytes hash) {}

    /** The tree with one leaf more, and the hashes that this adds to tiles, the leaf itself first. */
    public record Grown(Frontier frontier, List<TileHash> nodes) {}

    public Grown plus(Bytes leaf) {
        var left = new ArrayList<>(roots);
        var nodes = new ArrayList<TileHash>();
        var hash = leaf;
        int height = 0;
        nodes.add(new TileHash(0, size, leaf));
        for (; (size >> height & 1) == 1; height++) {
            hash = TreeHash.node(left.removeLast(), hash);
            if ((height + 1) % Tile.HEIGHT == 0) {
                nodes.add(new TileHash((height + 1) / Tile.HEIGHT, size >> (height + 1), hash));
            }
        }
        left.add(hash);
        return new Grown(new Frontier(size + 1, left), nodes);
    }

    /** The hash of the whole tree. */
    public Bytes root() {
        if (roots.isEmpty()) {
            return TreeHash.EMPTY;
        }
        var root = roots.getLast();
        for (int at = roots.size() - 2; at >= 0; at--) {
            root = TreeHash.node(roots.get(at), root);
        }
        return root;
    }
}
