package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;

/** {@code package-lock.json} and {@code npm-shrinkwrap.json}, versions 1 to 3. */
final class NpmLock {
    private static final String INSTALLED = "node_modules/";
    private static final String ALIAS = "npm:";

    private final List<LockedPackage> found = new ArrayList<>();

    private NpmLock() {}

    static List<LockedPackage> read(Bytes text) {
        var lock = Documents.json(text);
        var reader = new NpmLock();
        if (lock.get("packages") instanceof Json.Obj packages) {
            packages.members().forEach((place, entry) -> reader.installed(place, entry, packages));
        } else if (lock.get("lockfileVersion") != null) {
            reader.tree(lock.object("dependencies"));
        } else {
            throw new UnreadableLock("neither packages nor lockfileVersion (expected: a lock file of npm)");
        }
        return reader.found;
    }

    /** Places outside {@code node_modules} are the project and its workspaces. */
    private void installed(String place, Json value, Json.Obj packages) {
        var at = place.lastIndexOf(INSTALLED);
        if (at < 0 || !(value instanceof Json.Obj entry) || isBundled(entry, "inBundle")) {
            return;
        }
        var alias = entry.text("name");
        var name = alias == null ? place.substring(at + INSTALLED.length()) : alias;
        var resolved = entry.text("resolved");
        if (!entry.isTrue("link")) {
            add(new NpmEntry(name, version(entry), resolved, entry.text("integrity")));
        } else if (resolved == null || resolved.startsWith("..") || packages.get(resolved) == null) {
            found.add(new LockedPackage.Unjudged(
                    name, version(entry), "it is a link to " + resolved + ", outside the project"));
        }
    }

    /** What is in the tarball of another package is what that tarball's hash says. */
    private static boolean isBundled(Json.Obj entry, String member) {
        return entry.isTrue(member) && entry.text("resolved") == null;
    }

    private void tree(Json.Obj dependencies) {
        dependencies.members().forEach((name, value) -> {
            if (value instanceof Json.Obj entry) {
                if (!isBundled(entry, "bundled")) {
                    formerly(name, entry);
                }
                tree(entry.object("dependencies"));
            }
        });
    }

    /** In version 1 the version also says where a package comes from, when it is not the registry. */
    private void formerly(String name, Json.Obj entry) {
        var version = version(entry);
        var integrity = entry.text("integrity");
        if (version.startsWith(ALIAS)) {
            var at = version.lastIndexOf('@');
            var end = at <= ALIAS.length() ? version.length() : at;
            var real = version.substring(ALIAS.length(), end);
            add(new NpmEntry(
                    real, version.substring(Math.min(end + 1, version.length())), entry.text("resolved"), integrity));
        } else if (version.contains(":")) {
            add(new NpmEntry(name, "", version, integrity));
        } else {
            add(new NpmEntry(name, version, entry.text("resolved"), integrity));
        }
    }

    private void add(NpmEntry entry) {
        found.add(entry.locked());
    }

    private static String version(Json.Obj entry) {
        var version = entry.text("version");
        return version == null ? "" : version;
    }
}
