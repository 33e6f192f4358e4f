package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.util.Set;
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

    /**
     * Reads and verifies everything, as an independent witness: from a root to every bin.
     *
     * @throws ClientException for the first thing that cannot be had or must not be trusted
     */
    public static RepositoryWalk read(MetadataSource source, Bytes root, ClientSettings settings) {
        var recording = new RecordingSource(source);
        var view = new TufClient(recording, new MemoryCache(), root, settings).refresh();
        var targets = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        var reached = new TreeSet<String>();
        var visitor = new RoleWalk.Visitor() {
            @Override
            public void role(TrustedRole role, TrustedRole delegator) {
                take(role);
            }

            void take(TrustedRole role) {
                reached.add(role.name().metaName());
                role.content().targets().forEach(targets::putIfAbsent);
            }

            @Override
            public void unlisted(RoleName role, RoleName delegator) {
                // A client reports an error for its paths; here there is nothing to read.
            }

            @Override
            public void failed(RoleName role, RoleName delegator, ClientException why) {
                throw why;
            }
        };
        visitor.take(view.topLevelTargets());
        new RoleWalk(view, visitor).run();
        return result(view, recording.hashes(), targets, reached);
    }

    private static RepositoryWalk result(
            RepositoryView view,
            SortedMap<String, String> files,
            SortedMap<TargetPath, TargetFile> targets,
            Set<String> reached) {
        var roles = new TreeMap<String, Integer>();
        view.snapshot().signed().meta().forEach((name, meta) -> roles.put(name, meta.version()));
        var unreachable = new TreeSet<>(roles.keySet());
        unreachable.removeAll(reached);
        return new RepositoryWalk(
                view.root().signed().version(),
                view.timestamp().signed().version(),
                view.snapshot().signed().version(),
                roles,
                unreachable,
                files,
                targets);
    }
}
