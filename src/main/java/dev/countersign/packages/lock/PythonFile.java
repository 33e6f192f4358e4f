package dev.countersign.packages.lock;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files of projects of Python. */
final class PythonFile {
    private PythonFile() {}

    static LockedPackage locked(String name, String version, String file, String hash) {
        if (file.isEmpty() || file.contains("/")) {
            return new LockedPackage.Unjudged(name, version, "the lock file does not name its file");
        }
        return Digest.named(hash, ':')
                .<LockedPackage>map(digest -> new LockedPackage.File(name, version, file, List.of(digest)))
                .orElseGet(() -> new LockedPackage.Unjudged(
                        name,
                        version,
                        hash.isEmpty()
                                ? "the lock file has no hash of " + file
                                : "the hash of " + file + " is none that metadata has: " + hash));
    }

    /** The name of the file at an address. */
    static String lastPart(String address) {
        var path = address.split("[?#]", 2)[0];
        var last = path.substring(path.lastIndexOf('/') + 1);
        try {
            return URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return last;
        }
    }
}
