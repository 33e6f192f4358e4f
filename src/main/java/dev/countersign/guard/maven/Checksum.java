package dev.countersign.guard.maven;

import dev.countersign.guard.VerifiedContent;
import dev.countersign.json.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The files with checksums that Maven repositories have beside each file. */
enum Checksum {
    MD5(".md5", "MD5"),
    SHA1(".sha1", "SHA-1"),
    SHA256(".sha256", "SHA-256"),
    SHA512(".sha512", "SHA-512");

    private final String suffix;
    private final String algorithm;

    Checksum(String suffix, String algorithm) {
        this.suffix = suffix;
        this.algorithm = algorithm;
    }

    /** Null for the path of another file. */
    static @Nullable Checksum find(String path) {
        return Arrays.stream(values())
                .filter(kind -> path.endsWith(kind.suffix))
                .findFirst()
                .orElse(null);
    }

    String withoutSuffix(String path) {
        return path.substring(0, path.length() - suffix.length());
    }

    String compute(Bytes content) {
        return HexFormat.of().formatHex(digest().digest(content.array()));
    }

    /** Reads all of it. */
    String compute(VerifiedContent file) {
        var digest = digest();
        file.read((piece, count) -> digest.update(piece, 0, count));
        return HexFormat.of().formatHex(digest.digest());
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }
}
