package dev.countersign.client;

import dev.countersign.json.Json;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.jcajce.provider.digest.Blake2b;
import org.jspecify.annotations.Nullable;

/** The length and the hashes of content that comes piece by piece. Used by one thread. */
public final class ContentHash {
    private static final int PIECE = 1 << 18;

    private final Map<HashAlgorithm, MessageDigest> digests = new EnumMap<>(HashAlgorithm.class);
    private long length;

    public ContentHash(Collection<HashAlgorithm> algorithms) {
        algorithms.forEach(algorithm -> digests.put(algorithm, digest(algorithm)));
    }

    /** Reads a file once, without holding more than a piece of it. */
    public static ContentHash compute(Path file, Collection<HashAlgorithm> algorithms) throws IOException {
        var hash = new ContentHash(algorithms);
        try (InputStream in = Files.newInputStream(file)) {
            var piece = new byte[PIECE];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                hash.add(piece, n);
            }
        }
        return hash;
    }

    public void add(byte[] piece, int count) {
        digests.values().forEach(digest -> digest.update(piece, 0, count));
        length += count;
    }

    /** Bytes so far. */
    public long length() {
        return length;
    }

    /** Ends the hashing; may be called once. */
    public SortedMap<HashAlgorithm, String> hashes() {
        var hashes = new TreeMap<HashAlgorithm, String>();
        digests.forEach(
                (algorithm, digest) -> hashes.put(algorithm, HexFormat.of().formatHex(digest.digest())));
        return hashes;
    }

    /**
     * Checks that this is the content of a target (5.7); ends the hashing.
     *
     * @param name of the content, for the message
     * @throws ClientException.Untrusted when length or hashes are not those of the metadata
     */
    public void check(String name, TargetFile expected) {
        if (length != expected.length()) {
            throw new ClientException.Untrusted(
                    name + ": " + length + " bytes (expected: " + expected.length() + ", as signed)", null);
        }
        var hashes = hashes();
        expected.hashes().forEach((algorithm, hash) -> {
            if (!hash.equals(hashes.get(algorithm))) {
                throw new ClientException.Untrusted(
                        name + ": " + algorithm.wireName() + " is " + hashes.get(algorithm) + " (expected: " + hash
                                + ", as signed)",
                        null);
            }
        });
    }

    /** What metadata says of this content; ends the hashing. */
    public TargetFile toTargetFile(Json.@Nullable Obj custom) {
        return new TargetFile(length, hashes(), custom);
    }

    private static MessageDigest digest(HashAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA256 -> fromRuntime("SHA-256");
            case SHA512 -> fromRuntime("SHA-512");
            case BLAKE2B_256 -> new Blake2b.Blake2b256();
        };
    }

    private static MessageDigest fromRuntime(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + name, e);
        }
    }
}
