package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Targets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Walks everything a client can reach, with plain parsing and verification and nothing of the publisher, and compares it
 * with what the same client saw before: the chain of roots, thresholds, expiry, versions that never fall, entries that
 * never vanish, pinned lengths and hashes.
 */
final class PublishedRepository {
    private Map<String, Integer> lastVersions = Map.of();
    private int lastTimestamp;

    /** Returns every target by path with its canonical description. */
    Map<String, String> walk(PublishedState store, Instant now) {
        var files = store.files();
        var head = store.head();
        if (head.timestamp() == 0) {
            return Map.of();
        }
        var root = newestRoot(files);
        assertThat(root.signed().expires()).isAfter(now);
        var timestamp = Metadata.parseTimestamp(file(files, RoleName.TIMESTAMP, head.timestamp()));
        verify(timestamp, root.signed(), RoleName.TIMESTAMP, now);
        assertThat(timestamp.signed().version()).isGreaterThanOrEqualTo(lastTimestamp);
        lastTimestamp = timestamp.signed().version();
        var pinned = timestamp.signed().snapshot();
        var snapshotBytes = file(files, RoleName.SNAPSHOT, pinned.version());
        assertThat(MetaFile.describe(pinned.version(), snapshotBytes)).isEqualTo(pinned);
        var snapshot = Metadata.parseSnapshot(snapshotBytes);
        verify(snapshot, root.signed(), RoleName.SNAPSHOT, now);
        checkNoRollback(snapshot.signed().meta());
        var targets = Metadata.parseTargets(file(
                files,
                RoleName.TARGETS,
                snapshot.signed().meta().get("targets.json").version()));
        verify(targets, root.signed(), RoleName.TARGETS, now);
        return delegated(files, snapshot.signed().meta(), targets.signed(), now);
    }

    private void checkNoRollback(Map<String, MetaFile> meta) {
        var versions = new HashMap<String, Integer>();
        meta.forEach((name, file) -> versions.put(name, file.version()));
        lastVersions.forEach((name, version) ->
                assertThat(versions).as("snapshot entries never vanish").containsKey(name));
        lastVersions.forEach((name, version) ->
                assertThat(versions.get(name)).as(name + " never goes down").isGreaterThanOrEqualTo(version));
        lastVersions = versions;
    }

    private static Map<String, String> delegated(
            Map<RoleVersion, StoredFile> files, Map<String, MetaFile> meta, Targets targets, Instant now) {
        var found = new TreeMap<String, String>();
        Delegations delegations = targets.delegations();
        assertThat(delegations).isNotNull();
        meta.forEach((name, file) -> {
            var role = name.substring(0, name.length() - ".json".length());
            if (role.equals("targets")) {
                return;
            }
            var keys = delegations.roleOf(RoleName.delegated(role));
            if (keys.isEmpty()) {
                return; // a role that was removed: its entry stays
            }
            var metadata = Metadata.parseTargets(file(files, RoleName.delegated(role), file.version()));
            assertThat(metadata.verify(keys.get(), delegations.keys()).verified())
                    .as(name)
                    .isTrue();
            assertThat(metadata.signed().expires()).isAfter(now);
            metadata.signed().targets().forEach((path, target) -> {
                assertThat(delegations.rolesFor(path))
                        .extracting(d -> d.name().value())
                        .contains(role);
                found.put(path.value(), target.canonical().utf8());
            });
        });
        return found;
    }

    static Metadata<Root> newestRoot(Map<RoleVersion, StoredFile> files) {
        var root = Metadata.parseRoot(file(files, RoleName.ROOT, 1));
        assertThat(root.verify(root.signed().root(), root.signed().keys()).verified())
                .isTrue();
        for (var version = 2; files.containsKey(new RoleVersion(RoleName.ROOT, version)); version++) {
            var next = Metadata.parseRoot(file(files, RoleName.ROOT, version));
            assertThat(next.signed().version()).isEqualTo(version);
            assertThat(next.verify(root.signed().root(), root.signed().keys()).verified())
                    .isTrue();
            assertThat(next.verify(next.signed().root(), next.signed().keys()).verified())
                    .isTrue();
            root = next;
        }
        return root;
    }

    private static void verify(Metadata<?> metadata, Root root, RoleName role, Instant now) {
        assertThat(metadata.verify(root.role(role), root.keys()).verified())
                .as(role.value())
                .isTrue();
        assertThat(metadata.signed().expires()).as(role.value()).isAfter(now);
    }

    private static Bytes file(Map<RoleVersion, StoredFile> files, RoleName role, int version) {
        var file = files.get(new RoleVersion(role, version));
        assertThat(file).as(role.fileName(version)).isNotNull();
        return file.bytes();
    }
}
