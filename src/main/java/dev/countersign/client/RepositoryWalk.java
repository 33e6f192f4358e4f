package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TrustedMetadata;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a walk over a whole repository has seen and verified.
 *
 * @param rootVersion the newest root
 * @param roles versions by the names in the snapshot, such as {@code targets.json}
 * @param unreachable names in the snapshot to which nobody delegates any more
 * @param files SHA-256, in hexadecimal, of every file read, by its name
 * @param targets every target of every role; of two roles with one path the first in search order
 */
public record RepositoryWalk(
        int rootVersion,
        int timestampVersion,
        int snapshotVersion,
        SortedMap<String, Integer> roles,
        SortedSet<String> unreachable,
        SortedMap<String, String> files,
        SortedMap<TargetPath, TargetFile> targets) {

    /**
     * Checks that this state may follow an earlier one: no version goes back, no role vanishes, and no file of a
     * version has other bytes than before.
     *
     * @throws ClientException.Untrusted naming the first thing that may not be
     */
    public void checkFollows(RepositoryWalk earlier) {
        notLower("root", earlier.rootVersion, rootVersion);
        notLower("timestamp", earlier.timestampVersion, timestampVersion);
        notLower("snapshot", earlier.snapshotVersion, snapshotVersion);
        earlier.roles.forEach((name, version) -> notLower(name, version, roles.getOrDefault(name, 0)));
        earlier.files.forEach((name, hash) -> {
            var now = files.getOrDefault(name, hash);
            var mayChange = name.equals(RoleName.TIMESTAMP_FILE) && timestampVersion > earlier.timestampVersion;
            if (!now.equals(hash) && !mayChange) {
                throw new ClientException.Untrusted(name + " has other bytes than before", null);
            }
        });
    }

    private static void notLower(String what, int before, int now) {
        if (now < before) {
            throw new ClientException.Untrusted(what + " went back from version " + before + " to " + now, null);
        }
    }

    static final class WalkBuilder {
        private final SortedMap<String, String> files = new TreeMap<>();
        private final NavigableMap<TargetPath, TargetFile> targets = new TreeMap<>(TargetPath.BYTE_ORDER);

        void file(String name, Bytes file) {
            files.put(name, file.sha256().hex());
        }

        void targets(Targets role) {
            role.targets().forEach(targets::putIfAbsent);
        }

        RepositoryWalk build(TrustedMetadata trusted, Metadata<Snapshot> snapshot) {
            var roles = new TreeMap<String, Integer>();
            var unreachable = new TreeSet<String>();
            snapshot.signed().meta().forEach((name, meta) -> {
                roles.put(name, meta.version());
                var role = name.replaceFirst("\\.json$", "");
                if (trusted.targets(new RoleName(role)) == null) {
                    unreachable.add(name);
                }
            });
            return new RepositoryWalk(
                    trusted.root().signed().version(),
                    Objects.requireNonNull(trusted.timestamp()).signed().version(),
                    snapshot.signed().version(),
                    roles,
                    unreachable,
                    files,
                    targets);
        }
    }
}
