package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Proofs of inclusion and consistency: how they are made (RFC 6962, 2.1.1 and 2.1.2) and verified (RFC 9162, 2.1.3.2 and 2.1.4.2). */
public final class MerkleProof {

    /** The roots of the perfect subtrees of a tree. */
    @FunctionalInterface
    public interface Nodes {
        /** The root of the {@code index}-th subtree of 2^height leaves. */
        Bytes root(int height, long index);
    }

    private MerkleProof() {}

    /** A proof that the tree of that size has the leaf at that index. */
    public static List<Bytes> inclusion(long index, long size, Nodes nodes) {
        check(index >= 0 && index < size, "there is no leaf " + index + " in a tree of " + size);
        var proof = new ArrayList<Bytes>();
        inclusion(index, 0, size, nodes, proof);
        return proof;
    }

    private static void inclusion(long index, long from, long to, Nodes nodes, List<Bytes> proof) {
        if (to - from == 1) {
            return;
        }
        long middle = from + half(to - from);
        if (index < middle) {
            inclusion(index, from, middle, nodes, proof);
            proof.add(root(middle, to, nodes));
        } else {
            inclusion(index, middle, to, nodes, proof);
            proof.add(root(from, middle, nodes));
        }
    }

    /** A proof that the tree of size {@code second} begins with that of size {@code first}. */
    public static List<Bytes> consistency(long first, long second, Nodes nodes) {
        check(first >= 0 && first <= second, "a tree of " + second + " does not begin with one of " + first);
        var proof = new ArrayList<Bytes>();
        if (first > 0 && first < second) {
            consistency(first, 0, second, true, nodes, proof);
        }
        return proof;
    }

    /** @param known whether the verifier has the root of this subtree, because the first tree is just that */
    private static void consistency(long first, long from, long to, boolean known, Nodes nodes, List<Bytes> proof) {
        if (first == to) {
            if (!known) {
                proof.add(root(from, to, nodes));
            }
            return;
        }
        long middle = from + half(to - from);
        if (first <= middle) {
            consistency(first, from, middle, known, nodes, proof);
            proof.add(root(middle, to, nodes));
        } else {
            consistency(first, middle, to, false, nodes, proof);
            proof.add(root(from, middle, nodes));
        }
    }

    /** The root of the whole tree of that size. */
    public static Bytes root(long size, Nodes nodes) {
        return size == 0 ? TreeHash.EMPTY : root(0, size, nodes);
    }

    private static Bytes root(long from, long to, Nodes nodes) {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            int height = Long.numberOfTrailingZeros(count);
            return nodes.root(height, from >> height);
        }
        long middle = from + half(count);
        return TreeHash.node(root(from, middle, nodes), root(middle, to, nodes));
    }

    /** The largest power of two below a number. */
    private static long half(long count) {
        return Long.highestOneBit(count - 1);
    }

    /** Whether a proof shows that the tree with this root has the leaf at that index. */
    public static boolean includes(long size, Bytes root, long index, Bytes leaf, List<Bytes> proof) {
        if (index < 0 || index >= size) {
            return false;
        }
        long at = index;
        long last = size - 1;
        var hash = leaf;
        for (var sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash = TreeHash.node(sibling, hash);
                int up = Long.numberOfTrailingZeros(at);
                at >>= up;
                last >>= up;
            } else {
                hash = TreeHash.node(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** Whether a proof shows that the second tree begins with the first. */
    public static boolean isConsistent(long first, Bytes firstRoot, long second, Bytes secondRoot, List<Bytes> proof) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == second) {
            return proof.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (first == 0) {
            return proof.isEmpty() && firstRoot.equals(TreeHash.EMPTY);
        }
        var path = new ArrayList<Bytes>();
        if (Long.bitCount(first) == 1) {
            path.add(firstRoot);
        }
        path.addAll(proof);
        return !proof.isEmpty() && leadsToBoth(first, firstRoot, second, secondRoot, path);
    }

    private static boolean leadsToBoth(long first, Bytes firstRoot, long second, Bytes secondRoot, List<Bytes> path) {
        int common = Long.numberOfTrailingZeros(first);
        long at = (first - 1) >> common;
        long last = (second - 1) >> common;
        var one = path.getFirst();
        var other = path.getFirst();
        for (var sibling : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                one = TreeHash.node(sibling, one);
                other = TreeHash.node(sibling, other);
                int up = at == 0 ? 0 : Long.numberOfTrailingZeros(at);
                at >>= up;
                last >>= up;
            } else {
                other = TreeHash.node(other, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && one.equals(firstRoot) && other.equals(secondRoot);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidLog(otherwise);
        }
    }
}
