package dev.countersign.guard;

import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The name of content in the cache: one of the hashes that were signed for it. It is made of nothing that a registry or a
 * client says.
 */
record ContentName(HashAlgorithm algorithm, String hash) {
    static ContentName of(TargetFile target) {
        var hashes = target.hashes();
        var algorithm = hashes.containsKey(HashAlgorithm.SHA256) ? HashAlgorithm.SHA256 : hashes.lastKey();
        return new ContentName(algorithm, hash(hashes, algorithm));
    }

    private static String hash(SortedMap<HashAlgorithm, String> hashes, HashAlgorithm algorithm) {
        var hash = hashes.get(algorithm);
        if (hash == null) {
            throw new IllegalStateException("a target has the hash it was chosen for");
        }
        return hash;
    }

    /** The name of a file of the cache; empty for other files. */
    static Optional<ContentName> parse(String file) {
        int dash = file.lastIndexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        var hash = file.substring(dash + 1);
        return HashAlgorithm.find(file.substring(0, dash))
                .filter(algorithm -> algorithm.isDigest(hash))
                .map(algorithm -> new ContentName(algorithm, hash));
    }

    /** As a file. */
    String file() {
        return algorithm.wireName() + "-" + hash;
    }

    String etag() {
        return "\"" + file() + "\"";
    }

    /** A folder for files, so that none has too many. */
    String folder() {
        return hash.substring(0, 2);
    }
}
