package dev.countersign.tuf;

import dev.countersign.json.Ascii;
import java.util.List;
import java.util.Optional;

/** The hash functions under which a file may be listed in metadata, in the order of their names there. */
public enum HashAlgorithm {
    BLAKE2B_256("blake2b-256", 64),
    SHA256("sha256", 64),
    SHA512("sha512", 128);

    /** All names, for people. */
    public static final String NAMES = "sha256, sha512 or blake2b-256";

    private static final List<HashAlgorithm> ALL = List.of(values());

    private final String wireName;
    private final int hexLength;

    HashAlgorithm(String wireName, int hexLength) {
        this.wireName = wireName;
        this.hexLength = hexLength;
    }

    /** The name in metadata. */
    public String wireName() {
        return wireName;
    }

    /** Whether a text has the form of this function's digests in metadata: {@link #form}. */
    public boolean isDigest(String hex) {
        return hex.length() == hexLength && Ascii.isLowerCaseHex(hex);
    }

    /** The form of a digest, for people. */
    public String form() {
        return hexLength + " lower-case hexadecimal digits";
    }

    /** The algorithm of a name in metadata; empty when it is none of these. */
    public static Optional<HashAlgorithm> find(String wireName) {
        return ALL.stream()
                .filter(algorithm -> algorithm.wireName.equals(wireName))
                .findFirst();
    }
}
