package dev.countersign.cli.status;

import dev.countersign.client.MetadataSource;
import dev.countersign.client.NewerRoots;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads versions and expiries of what a repository publishes. Nothing is verified: it is a look, not trust. */
final class StatusReader {

    private final MetadataSource source;
    private Map<RoleName, Key> keys = Map.of();

    StatusReader(MetadataSource source) {
        this.source = source;
    }

    /**
     * A top-level role as published.
     *
     * @param key of a role that the service signs, when these have not all the same
     */
    record PublishedRole(
            RoleName role,
            int version,
            Instant expires,
            @Nullable Key key) {}

    /** The top-level roles that are there, root first; none before the first publication. */
    List<PublishedRole> roles() {
        var roles = new ArrayList<PublishedRole>();
        newestRoot().ifPresent(file -> {
            var root = Metadata.parseRoot(file).signed();
            keys = differing(root);
            roles.add(role(RoleName.ROOT, root));
        });
        var timestamp = source.fetch(RoleName.TIMESTAMP.fileName(1), Limits.TIMESTAMP);
        if (timestamp.isPresent()) {
            addFrom(timestamp.get(), roles);
        }
        return roles;
    }

    private void addFrom(Bytes timestampFile, List<PublishedRole> roles) {
        var timestamp = Metadata.parseTimestamp(timestampFile).signed();
        roles.add(role(RoleName.TIMESTAMP, timestamp));
        var snapshot = Metadata.parseSnapshot(
                        file(RoleName.SNAPSHOT, timestamp.snapshot().version()))
                .signed();
        roles.add(role(RoleName.SNAPSHOT, snapshot));
        var targets = snapshot.fromJson(RoleName.TARGETS);
        if (targets != null) {
            roles.add(role(
                    RoleName.TARGETS,
                    Metadata.parseTargets(file(RoleName.TARGETS, targets.version()))
                            .signed()));
        }
    }

    private PublishedRole role(RoleName role, Signed signed) {
        return new PublishedRole(role, signed.version(), signed.expires(), keys.get(role));
    }

    /** The first key of each online role; nothing when all have the same. */
    private static Map<RoleName, Key> differing(Root root) {
        var keys = new HashMap<RoleName, Key>();
        for (var role : TargetsSigner.of(root).onlineRoles()) {
            root.role(role).keyids().stream().findFirst().map(root::key).ifPresent(key -> keys.put(role, key));
        }
        return Set.copyOf(keys.values()).size() < 2 ? Map.of() : keys;
    }

    private Bytes file(RoleName role, int version) {
        var name = role.fileName(version);
        return source.fetch(name, Limits.maxBytes(role))
                .orElseThrow(() -> new TufException.InvalidMetadata(
                        name + " is missing, though the published metadata leads to it"));
    }

    private Optional<Bytes> newestRoot() {
        var unversioned = source.fetch(RoleName.ROOT.metaName(), Limits.ROOT);
        return unversioned.isPresent() ? unversioned : lastOfChain();
    }

    private Optional<Bytes> lastOfChain() {
        var newest = new AtomicReference<@Nullable Bytes>();
        NewerRoots.read(source, RootSuccession.FIRST_VERSION, (name, file) -> newest.set(file));
        return Optional.ofNullable(newest.get());
    }
}
