package dev.countersign.publish;

import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of one publication, and what follows from them; at most one of each role. */
record MadeFiles(List<MadeFile> files) {

    static final MadeFiles NONE = new MadeFiles(List.of());

    MadeFiles plus(MadeFiles more) {
        var all = new ArrayList<>(files);
        all.addAll(more.files);
        return new MadeFiles(all);
    }

    static MadeFiles together(MadeFiles... parts) {
        return Stream.of(parts).reduce(NONE, MadeFiles::plus);
    }

    int count() {
        return files.size();
    }

    long bytes() {
        return files.stream().mapToLong(MadeFile::length).sum();
    }

    /** The version made of a role, or the given one when none was made. */
    int version(RoleName role, int otherwise) {
        return files.stream()
                .filter(file -> file.is(role))
                .map(MadeFile::version)
                .findFirst()
                .orElse(otherwise);
    }

    Optional<MadeFile> of(RoleName role) {
        return files.stream().filter(file -> file.is(role)).findFirst();
    }

    /** The SHA-256 of targets and of delegated roles, by name of the file. */
    SortedMap<String, String> digestsBelowSnapshot() {
        var digests = new TreeMap<String, String>();
        files.stream()
                .filter(file -> file.is(RoleName.TARGETS) || !file.role().isTopLevel())
                .forEach(file -> digests.put(
                        file.role().fileName(file.version()), file.sha256().hex()));
        return digests;
    }

    List<RoleName> delegatedRoles() {
        return files.stream()
                .map(MadeFile::role)
                .filter(role -> !role.isTopLevel())
                .toList();
    }

    /** What a snapshot says of them: the versions of targets and the roles below it. */
    Map<RoleName, Integer> snapshotVersions() {
        var versions = new HashMap<RoleName, Integer>();
        files.stream()
                .filter(file -> file.is(RoleName.TARGETS) || !file.role().isTopLevel())
                .forEach(file -> versions.put(file.role(), file.version()));
        return versions;
    }

    Map<RoleName, Instant> expiries() {
        var expiries = new LinkedHashMap<RoleName, Instant>();
        files.forEach(file -> expiries.put(file.role(), file.expires()));
        return expiries;
    }

    /** The files that they replace. Roots stay: clients need every one of them. */
    List<RoleVersion> replaced() {
        return files.stream()
                .filter(file -> file.version() > 1 && !file.is(RoleName.ROOT))
                .map(file -> new RoleVersion(file.role(), file.version() - 1))
                .toList();
    }
}
