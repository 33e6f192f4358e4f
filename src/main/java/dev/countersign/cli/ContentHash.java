package dev.countersign.cli;

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
    public static ContentHash ofFile(Path file, Collection<HashAlgorithm> algorithms) throws IOException {
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
