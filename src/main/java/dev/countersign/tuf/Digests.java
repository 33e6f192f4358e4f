package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/** Digests under the names that metadata gives them. */
final class Digests {
    private Digests() {}

    /** The first algorithm whose digest of the content is not the one listed; empty when all match. */
    static Optional<HashAlgorithm> mismatch(Map<HashAlgorithm, String> hashes, Bytes content) {
        return hashes.entrySet().stream()
                .filter(entry -> !hex(entry.getKey(), content).equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    static String hex(HashAlgorithm algorithm, Bytes content) {
        return switch (algorithm) {
            case SHA256 -> content.sha256().hex();
            case SHA512 -> sha512(content);
            case BLAKE2B_256 -> blake2b256(content);
        };
    }

    private static String sha512(Bytes content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-512", e);
        }
    }

    private static String blake2b256(Bytes content) {
        var digest = new Blake2bDigest(256);
        digest.update(content.array(), 0, content.length());
        var result = new byte[digest.getDigestSize()];
        digest.doFinal(result, 0);
        return HexFormat.of().formatHex(result);
    }
}
