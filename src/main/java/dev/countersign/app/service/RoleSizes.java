package dev.countersign.app.service;

import dev.countersign.repository.Head;
import dev.countersign.repository.Layout;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.FillLevel;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How large the published roles are. Lengths are read once for each version of a role. Used by one caller at a time. */
final class RoleSizes {

    /** A role's file, or the largest of all bins. */
    record Size(RoleName role, int bytes) {
        FillLevel level() {
            return FillLevel.compute(role, bytes);
        }

        /** Of what clients download. */
        double share() {
            return (double) bytes / Limits.maxBytes(role);
        }

        String sentence() {
            var advice = HashBins.isBin(role)
                    ? "remove artifacts that nobody needs, or move to a repository with more bins"
                    : role.isTopLevel()
                            ? "remove keys or delegations that nobody needs"
                            : "remove artifacts that nobody needs, or delegate some of its paths to another role";
            return String.format(
                    Locale.ROOT,
                    "%s has %,d of the %,d bytes that TUF clients download (%d %%); what no longer fits will be"
                            + " refused: %s",
                    role,
                    bytes,
                    Limits.maxBytes(role),
                    (int) (100 * share()),
                    advice);
        }
    }

    private final MetadataFiles files;
    private Map<RoleVersion, Integer> known = Map.of();

    RoleSizes(MetadataFiles files) {
        this.files = files;
    }

    /** By role; all bins together are called {@code bins}. */
    Future<SortedMap<String, Size>> of(Repository.Established repository, Head head) {
        return files.find(new RoleVersion(RoleName.SNAPSHOT, head.snapshot())).compose(snapshot -> {
            var roles = published(repository, head);
            snapshot.map(file -> SnapshotDocument.parse(file.bytes()))
                    .ifPresent(document -> delegated(repository, document, roles));
            var unknown =
                    roles.stream().filter(role -> !known.containsKey(role)).toList();
            return files.lengths(unknown).map(lengths -> largest(roles, lengths));
        });
    }

    private static List<RoleVersion> published(Repository.Established repository, Head head) {
        var roles = new ArrayList<RoleVersion>();
        roles.add(new RoleVersion(RoleName.ROOT, repository.root().signed().version()));
        roles.add(new RoleVersion(RoleName.TIMESTAMP, head.timestamp()));
        roles.add(new RoleVersion(RoleName.SNAPSHOT, head.snapshot()));
        roles.add(new RoleVersion(RoleName.TARGETS, head.targets()));
        return roles;
    }

    private static void delegated(
            Repository.Established repository, SnapshotDocument snapshot, List<RoleVersion> roles) {
        var layout = Layout.of(repository);
        var names = new ArrayList<>(layout.binNames());
        layout.custom().stream().map(DelegatedRole::name).forEach(names::add);
        names.forEach(name -> snapshot.version(name).ifPresent(version -> roles.add(new RoleVersion(name, version))));
    }

    private SortedMap<String, Size> largest(List<RoleVersion> roles, Map<RoleVersion, Integer> lengths) {
        var now = new HashMap<RoleVersion, Integer>();
        var largest = new TreeMap<String, Size>();
        for (var role : roles) {
            var length = lengths.getOrDefault(role, known.get(role));
            if (length != null) {
                now.put(role, length);
                largest.merge(
                        HashBins.isBin(role.role())
                                ? HashBins.NAME
                                : role.role().value(),
                        new Size(role.role(), length),
                        (a, b) -> a.bytes() >= b.bytes() ? a : b);
            }
        }
        known = now;
        return largest;
    }
}
