package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import java.util.TreeMap;

/** Target files of the tests, from their content. */
final class TargetFileOf {
    private TargetFileOf() {}

    /** Listed under every hash. */
    static TargetFile content(Bytes content) {
        var hashes = new TreeMap<HashAlgorithm, String>();
        for (var algorithm : HashAlgorithm.values()) {
            hashes.put(algorithm, Digests.hex(algorithm, content));
        }
        return new TargetFile(content.length(), hashes, null);
    }
}
