package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of a Merkle tree (RFC 6962, 2.1), with SHA-256. */
public final class TreeHash {
    /** The hash of a tree without leaves. */
    public static final Bytes EMPTY = Bytes.EMPTY.sha256();

    public static final int LENGTH = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private TreeHash() {}

    public static Bytes leaf(Bytes entry) {
        var digest = sha256();
        digest.update(LEAF);
        return Bytes.wrap(digest.digest(entry.array()));
    }

    static Bytes node(Bytes left, Bytes right) {
        var digest = sha256();
        digest.update(NODE);
        digest.update(left.array());
        return Bytes.wrap(digest.digest(right.array()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256, which every runtime must have", e);
        }
    }
}
