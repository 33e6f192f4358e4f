package dev.countersign.tuf;

import java.util.Optional;

/** The hash functions under which a file may be listed in metadata, in the order of their names there. */
public enum HashAlgorithm {
    BLAKE2B_256("blake2b-256", 64),
    SHA256("sha256", 64),
    SHA512("sha512", 128);

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

    /** Hexadecimal digits of one digest. */
    public int hexLength() {
        return hexLength;
    }

    /** The algorithm of a name in metadata; empty when it is none of these. */
    public static Optional<HashAlgorithm> of(String wireName) {
        return switch (wireName) {
            case "sha256" -> Optional.of(SHA256);
            case "sha512" -> Optional.of(SHA512);
            case "blake2b-256" -> Optional.of(BLAKE2B_256);
            default -> Optional.empty();
        };
    }
}
