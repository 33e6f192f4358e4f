package dev.countersign.transparency;

import dev.countersign.json.Bytes;

/** The hashes of a Merkle tree (RFC 6962, 2.1), with SHA-256. */
public final class TreeHash {
    /** The hash of a tree without leaves. */
    public static final Bytes EMPTY = Bytes.EMPTY.sha256();

    public static final int LENGTH = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private TreeHash() {}

    public static Bytes leaf(Bytes entry) {
        var digest = Bytes.sha256Digest();
        digest.update(LEAF);
        return Bytes.wrap(digest.digest(entry.array()));
    }

    static Bytes node(Bytes left, Bytes right) {
        var digest = Bytes.sha256Digest();
        digest.update(NODE);
        digest.update(left.array());
        return Bytes.wrap(digest.digest(right.array()));
    }
}
