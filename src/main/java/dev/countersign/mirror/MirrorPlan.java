package dev.countersign.mirror;

import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a mirror lacks of a publication, and what that publication no longer names.
 *
 * @param delegated files of delegated roles
 * @param targets the file of the top-level targets role, if it lacks that
 * @param snapshot always the file of the publication
 * @param replaced files that the snapshot before named and this one does not, with that snapshot
 */
record MirrorPlan(
        List<RoleVersion> delegated, Optional<RoleVersion> targets, RoleVersion snapshot, List<RoleVersion> replaced) {

    /** A snapshot of a version. */
    record Versioned(int version, SnapshotDocument document) {
        RoleVersion file() {
            return new RoleVersion(RoleName.SNAPSHOT, version);
        }

        /** Whether clients of this snapshot may ask for a file. */
        boolean names(RoleVersion file) {
            return file.equals(file())
                    || file.role().equals(RoleName.ROOT)
                    || document.version(file.role()).orElse(0) == file.version();
        }
    }

    /** @param before what the mirror shows completely; empty when that is not known */
    static MirrorPlan between(Optional<Versioned> before, Versioned next) {
        var lacking = new ArrayList<RoleVersion>();
        var replaced = new ArrayList<RoleVersion>();
        for (var role : next.document().roles()) {
            int version = next.document().version(role).orElseThrow();
            int old = before.map(known -> known.document().version(role).orElse(0))
                    .orElse(0);
            if (version != old) {
                lacking.add(new RoleVersion(role, version));
                if (old > 0) {
                    replaced.add(new RoleVersion(role, old));
                }
            }
        }
        before.map(Versioned::file).filter(file -> !next.names(file)).ifPresent(replaced::add);
        return new MirrorPlan(
                lacking.stream().filter(file -> !isTargets(file)).toList(),
                lacking.stream().filter(MirrorPlan::isTargets).findFirst(),
                next.file(),
                replaced);
    }

    private static boolean isTargets(RoleVersion file) {
        return file.role().equals(RoleName.TARGETS);
    }

    /** Everything it sends but roots and the timestamp. */
    Set<RoleVersion> files() {
        var files = new HashSet<>(delegated);
        targets.ifPresent(files::add);
        files.add(snapshot);
        return files;
    }

    /** The delegated roles of which it sends a file. */
    List<RoleName> roles() {
        return delegated.stream().map(RoleVersion::role).toList();
    }
}
