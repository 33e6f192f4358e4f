package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code uv.lock}. */
final class UvLock {
    /** Kinds of sources that are the project itself and its workspace. */
    private static final List<String> OWN = List.of("virtual", "editable");

    private static final List<String> ELSEWHERE = List.of("git", "url", "path", "directory");

    private UvLock() {}

    static List<LockedPackage> read(Bytes text) {
        var lock = Documents.toml(text);
        if (lock.get("version") == null) {
            throw new UnreadableLock("no version (expected: a lock file of uv)");
        }
        var found = new ArrayList<LockedPackage>();
        Tables.objects(lock, "package").forEach(entry -> found.addAll(locked(entry)));
        return found;
    }

    private static List<LockedPackage> locked(Json.Obj entry) {
        var name = Tables.text(entry, "name");
        var version = Tables.text(entry, "version");
        var source = entry.object("source");
        if (OWN.stream().anyMatch(kind -> source.get(kind) != null)) {
            return List.of();
        }
        for (var kind : ELSEWHERE) {
            var place = source.text(kind);
            if (place != null) {
                return List.of(
                        new LockedPackage.Unjudged(name, version, "it comes from " + place + ", which is no registry"));
            }
        }
        var files = new ArrayList<>(Tables.objects(entry, "wheels"));
        if (entry.get("sdist") instanceof Json.Obj sdist) {
            files.add(sdist);
        }
        return files.isEmpty()
                ? List.of(new LockedPackage.Unjudged(name, version, "the lock file has no file of it"))
                : files.stream()
                        .map(file -> PythonFile.locked(name, version, fileName(file), Tables.text(file, "hash")))
                        .toList();
    }

    private static String fileName(Json.Obj file) {
        return Optional.ofNullable(file.text("filename"))
                .or(() -> Optional.ofNullable(file.text("url")).map(PythonFile::lastPart))
                .or(() -> Optional.ofNullable(file.text("path")).map(PythonFile::lastPart))
                .orElse("");
    }
}
