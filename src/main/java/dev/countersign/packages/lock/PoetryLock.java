package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code poetry.lock}; before version 1.4 of Poetry the files stand under {@code metadata}. */
final class PoetryLock {
    private static final Set<String> ELSEWHERE = Set.of("git", "url", "file", "directory");

    private PoetryLock() {}

    static List<LockedPackage> read(Bytes text) {
        var lock = Documents.toml(text);
        if (!(lock.get("metadata") instanceof Json.Obj metadata)) {
            throw new UnreadableLock("no metadata (expected: a lock file of Poetry)");
        }
        var found = new ArrayList<LockedPackage>();
        Tables.objects(lock, "package").forEach(entry -> found.addAll(locked(entry, metadata.object("files"))));
        return found;
    }

    private static List<LockedPackage> locked(Json.Obj entry, Json.Obj formerFiles) {
        var name = Tables.text(entry, "name");
        var version = Tables.text(entry, "version");
        var source = entry.object("source");
        if (ELSEWHERE.contains(Tables.text(source, "type"))) {
            return List.of(new LockedPackage.Unjudged(
                    name, version, "it comes from " + Tables.text(source, "url") + ", which is no registry"));
        }
        var files = entry.get("files") == null ? Tables.objects(formerFiles, name) : Tables.objects(entry, "files");
        return files.isEmpty()
                ? List.of(new LockedPackage.Unjudged(name, version, "the lock file has no file of it"))
                : files.stream()
                        .map(file ->
                                PythonFile.locked(name, version, Tables.text(file, "file"), Tables.text(file, "hash")))
                        .toList();
    }
}
