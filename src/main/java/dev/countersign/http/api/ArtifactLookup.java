package dev.countersign.http.api;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.repository.Latest;
import dev.countersign.repository.Layout;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.SnapshotDocument;
import dev.countersign.tuf.document.TargetsDocument;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks one path up as a client would: role after role in the order of the delegations, and no more roles than clients
 * visit.
 */
final class ArtifactLookup {
    /** Clients visit this many delegated roles for one path at most. */
    private static final int MAX_ROLES = 32;

    /** What was found, and in which version of which role. */
    record Found(RoleName role, int version, Bytes file, boolean published) {
        /** Length, hashes and custom data. */
        Json.Obj target() {
            return Json.parseObject(CanonicalJson.toWire(file), JsonLimits.METADATA);
        }
    }

    private final MetadataFiles files;
    private final CurrentSnapshot snapshots;

    ArtifactLookup(MetadataFiles files, CurrentSnapshot snapshots) {
        this.files = files;
        this.snapshots = snapshots;
    }

    Future<Optional<Found>> find(Latest.Usable view, TargetPath path) {
        var repository = view.repository();
        var roles =
                Layout.of(repository).searched(path).stream().limit(MAX_ROLES).toList();
        return snapshots
                .of(view.head())
                .map(snapshot -> versions(roles, snapshot))
                .compose(versions -> files.findAll(versions)
                        .map(found -> published(versions, found, path).or(() -> pending(repository, roles, path))));
    }

    private static List<RoleVersion> versions(List<RoleName> roles, SnapshotDocument snapshot) {
        var versions = new ArrayList<RoleVersion>();
        roles.forEach(
                role -> snapshot.version(role).ifPresent(version -> versions.add(new RoleVersion(role, version))));
        return versions;
    }

    private static Optional<Found> published(
            List<RoleVersion> versions, Map<RoleVersion, StoredFile> files, TargetPath path) {
        for (var version : versions) {
            var stored = files.get(version);
            var file = stored == null
                    ? null
                    : TargetsDocument.parse(stored.bytes()).find(path);
            if (file != null) {
                return Optional.of(new Found(version.role(), version.version(), file, true));
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> pending(Repository.Established repository, List<RoleName> roles, TargetPath path) {
        for (var role : roles) {
            var waiting = repository.pending().get(role);
            var file = waiting == null
                    ? null
                    : TargetsDocument.parse(waiting.toBytes()).find(path);
            if (waiting != null && file != null) {
                return Optional.of(new Found(role, waiting.signed().version(), file, false));
            }
        }
        return Optional.empty();
    }
}
