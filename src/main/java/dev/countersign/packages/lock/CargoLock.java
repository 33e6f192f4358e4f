package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;

/** {@code Cargo.lock}; in version 1 the checksums stand under {@code metadata}. */
final class CargoLock {
    private CargoLock() {}

    static List<LockedPackage> read(Bytes text) {
        var lock = Documents.toml(text);
        if (!(lock.get("package") instanceof Json.Arr)) {
            throw new UnreadableLock("no package (expected: a lock file of Cargo)");
        }
        var found = new ArrayList<LockedPackage>();
        for (var entry : Tables.objects(lock, "package")) {
            var source = entry.text("source");
            if (source != null) {
                found.add(locked(entry, source, lock.object("metadata")));
            }
        }
        return found;
    }

    private static LockedPackage locked(Json.Obj entry, String source, Json.Obj formerly) {
        var name = Tables.text(entry, "name");
        var version = Tables.text(entry, "version");
        if (!source.startsWith("registry+") && !source.startsWith("sparse+")) {
            return new LockedPackage.Unjudged(name, version, "it comes from " + source + ", which is no registry");
        }
        var checksum = entry.text("checksum");
        var hex = checksum == null
                ? Tables.text(formerly, "checksum " + name + " " + version + " (" + source + ")")
                : checksum;
        return Digest.find("sha256", hex)
                .<LockedPackage>map(digest ->
                        new LockedPackage.File(name, version, name + "-" + version + ".crate", List.of(digest)))
                .orElseGet(
                        () -> new LockedPackage.Unjudged(name, version, "the lock file has no SHA-256 checksum of it"));
    }
}
