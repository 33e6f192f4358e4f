package dev.countersign.app.service;

import dev.countersign.ceremony.Shown;
import dev.countersign.repository.Head;
import dev.countersign.repository.HeldRole;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The roles that people sign, with the expiry of what is published. Delegated ones are read once for each snapshot. */
final class HeldRoles {

    private record ReadExpiries(int snapshot, Map<RoleName, Instant> expiries) {}

    private final MetadataFiles files;
    private volatile @Nullable ReadExpiries last;

    HeldRoles(MetadataFiles files) {
        this.files = files;
    }

    Future<List<HeldRole>> of(Repository.Established repository, Head head) {
        var names = HeldRole.targets(repository);
        var read = last;
        if (names.isEmpty()) {
            return Future.succeededFuture(HeldRole.all(repository, Map.<RoleName, Instant>of()::get));
        }
        if (read != null
                && read.snapshot == head.snapshot()
                && read.expiries.keySet().containsAll(names)) {
            return Future.succeededFuture(HeldRole.all(repository, read.expiries::get));
        }
        return read(names, head.snapshot()).map(now -> HeldRole.all(repository, now.expiries::get));
    }

    private Future<ReadExpiries> read(List<RoleName> names, int snapshot) {
        return files.find(new RoleVersion(RoleName.SNAPSHOT, snapshot))
                .map(file -> file.map(found -> versions(names, SnapshotDocument.parse(found.bytes())))
                        .orElse(List.of()))
                .compose(versions -> versions.isEmpty()
                        ? Future.succeededFuture(Map.<RoleVersion, Instant>of())
                        : files.expiries(versions))
                .map(expiries -> {
                    var byName = new HashMap<RoleName, Instant>();
                    expiries.forEach((role, expires) -> byName.put(role.role(), expires));
                    var read = new ReadExpiries(snapshot, byName);
                    last = read;
                    return read;
                });
    }

    private static List<RoleVersion> versions(List<RoleName> names, SnapshotDocument snapshot) {
        return names.stream()
                .filter(name -> snapshot.version(name).isPresent())
                .map(name -> new RoleVersion(name, snapshot.version(name).getAsInt()))
                .toList();
    }

    /** For an operator: when the role expires, and who must do what about it. */
    static String sentence(HeldRole role, Instant now) {
        var name = role.name().value();
        var isRoot = role.name().equals(RoleName.ROOT);
        var when = role.isExpired(now)
                ? name + " EXPIRED at " + Shown.time(role.expires())
                        + (isRoot ? ": clients refuse this repository" : ": clients refuse what it signs")
                : name + " expires at " + Shown.time(role.expires()) + ", in " + left(now, role.expires());
        var who = role.threshold() + " of " + Shown.keys(role.signers());
        var what = role.waiting()
                ? "its next version waits for signatures ('countersign sign " + name + "')"
                : "make its next version with " + (isRoot ? "'countersign root update'" : next(role.name()));
        return when + "; " + what + ", which needs " + who;
    }

    private static String next(RoleName role) {
        return role.equals(RoleName.TARGETS)
                ? "its holders' tools and 'countersign delegation publish targets.json'"
                : "'countersign delegation change " + role + "'";
    }

    private static String left(Instant now, Instant expires) {
        var left = Duration.between(now, expires);
        return left.toDays() >= 2 ? left.toDays() + " days" : Math.max(1, left.toHours()) + " hours";
    }
}
